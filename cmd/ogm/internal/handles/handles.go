// Package handles writes the typed handles of mapped structs as Go source: what people
// write by hand with query.Prop, query.Edge and their relatives. It reads sources and needs
// neither a database nor a package that compiles as a whole. Printing is the command's.
package handles

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/go-ogm/ogm/cmd/ogm/internal/files"
	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
)

// Options say which structs get handles and where these stand.
type Options struct {
	Patterns []string // of packages, as the go command takes them
	Out      string   // the file; "" for FileName in a folder below each package
	Package  string   // its package; "" for DefaultPackage, or what the folder of Out says
}

// FileName is what the file of handles is called, DefaultPackage its package, unless Options say otherwise.
const (
	FileName       = "ogm_generated.go"
	DefaultPackage = "gen"
)

// File is one file of handles.
type File struct {
	Path    string
	Text    []byte
	Structs int
	Handles int
	Notes   []string // what has no handle, though it could have one that is written by hand
}

// Save puts a file in its place and tells whether that changed anything, as files.Save does.
func (f File) Save() (changed bool, err error) { return files.Save(f.Path, f.Text) }

// Make reads the packages and makes a file for each that has mapped structs. It writes
// nothing. Its errors are joined; those of a place in a source begin with the place.
func Make(ctx context.Context, options Options) ([]File, error) {
	loaded, err := load(ctx, options)
	if err != nil {
		return nil, err
	}
	missing := source.ImportError(loaded)
	loaded = slices.DeleteFunc(loaded, func(pkg *packages.Package) bool { return !source.HasModels(pkg.Types) })
	if options.Out != "" && len(loaded) > 1 {
		return nil, fmt.Errorf("ogm: --out names one file, and %d packages have mapped structs; name one package, or leave --out away", len(loaded))
	}
	var (
		made     []File
		mistakes []error
		notes    []string // of packages in which nothing has a handle
	)
	for _, pkg := range loaded {
		file, err := fileOf(pkg, options)
		mistakes = append(mistakes, err)
		if file.Handles > 0 {
			made = append(made, file)
		} else {
			notes = append(notes, file.Notes...)
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	switch {
	case len(made) == 0 && len(notes) > 0:
		return nil, fmt.Errorf("ogm: %s", strings.Join(notes, "\nogm: "))
	case len(made) == 0 && missing != nil:
		return nil, missing
	case len(made) == 0:
		return nil, fmt.Errorf("ogm: no struct of %s that embeds ogm.Node or ogm.Relationship has a field for a handle", source.List(options.Patterns))
	}
	return made, nil
}

// fileOf makes the file of one package.
func fileOf(pkg *packages.Package, options Options) (File, error) {
	to, err := findTarget(pkg, options)
	if err != nil {
		return File{}, err
	}
	r := &reader{pkg: pkg, to: to}
	models := r.models()
	if err := r.err(); err != nil {
		return File{}, err
	}
	text, err := write(models, pkg.Types, to)
	if err != nil {
		return File{}, err
	}
	file := File{Path: to.path, Text: text, Structs: len(models), Notes: r.notes}
	for _, m := range models {
		file.Handles += count(m.entries)
	}
	return file, nil
}
