// Package models tells what the mapped structs of packages declare. Tags are read by the library itself, in a
// small program of the structs' module that is built and run, and never written into it.
package models

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
	"github.com/go-ogm/ogm/schema"
)

// Declared is what structs declare.
type Declared struct {
	Catalog schema.Catalog
	Structs int
	Notes   []string // what was passed over
}

// OptionsName is the function of a package by which it says how its tags are to be read, where a
// program opens its database with options: naming, codecs, key generators.
const OptionsName = "OgmOptions"

// Options say how declarations are read.
type Options struct {
	KeyConstraints bool // as in ogm.SchemaOptions
}

// Read gathers what the structs of the packages declare that embed ogm.Node or ogm.Relationship. Patterns are
// those of the go command. The packages must build, and their module require the library; nothing
// else does.
func Read(ctx context.Context, patterns []string, options Options) (Declared, error) {
	loaded, err := source.LoadBuilt(ctx, patterns)
	if err != nil {
		return Declared{}, err
	}
	found, err := find(loaded)
	if err != nil {
		return Declared{}, err
	}
	found.options = options
	if len(found.packages) == 0 {
		if err := source.ImportError(loaded); err != nil {
			return Declared{Notes: found.notes}, err
		}
		return Declared{Notes: found.notes}, fmt.Errorf("ogm: no struct of %s embeds ogm.Node or ogm.Relationship and could be asked", source.List(patterns))
	}
	catalog, err := found.ask(ctx)
	return Declared{Catalog: catalog, Structs: found.structs, Notes: found.notes}, err
}

// models are the structs of all packages.
type models struct {
	packages []modelPackage
	structs  int
	notes    []string
	options  Options
}

// modelPackage is a package that has some.
type modelPackage struct {
	path    string // as it is imported
	dir     string
	names   []string
	options bool // it has OptionsName
}

// find looks for the structs, and for those that no program can name.
func find(loaded []*packages.Package) (models, error) {
	var found models
	var mistakes []error
	for _, pkg := range loaded {
		if !source.HasModels(pkg.Types) {
			continue
		}
		if pkg.Name == "main" {
			mistakes = append(mistakes, fmt.Errorf("ogm: %s is package main, which no program can import; move its structs into a package of their own", pkg.PkgPath))
			continue
		}
		p := modelPackage{path: pkg.PkgPath, dir: filepath.Dir(pkg.GoFiles[0]), options: hasOptions(pkg.Types)}
		scope := pkg.Types.Scope()
		for _, name := range scope.Names() {
			object := scope.Lookup(name)
			if !source.IsModel(object) {
				continue
			}
			place := source.Here(pkg.Fset.Position(object.Pos()).String())
			switch {
			case !object.Exported():
				mistakes = append(mistakes, fmt.Errorf("%s: %s is not exported, so what it declares cannot be asked for; export it", place, name))
			case object.Type().(*types.Named).TypeParams().Len() > 0:
				found.notes = append(found.notes, fmt.Sprintf("%s: %s is generic, and was passed over: what it declares depends on its instances", place, name))
			default:
				p.names = append(p.names, name)
			}
		}
		if len(p.names) > 0 {
			found.packages = append(found.packages, p)
			found.structs += len(p.names)
		}
	}
	return found, errors.Join(mistakes...)
}

// hasOptions tells a package with func OgmOptions() []ogm.Option.
func hasOptions(pkg *types.Package) bool {
	function, ok := pkg.Scope().Lookup(OptionsName).(*types.Func)
	if !ok {
		return false
	}
	signature := function.Signature()
	return signature.Params().Len() == 0 && signature.Results().Len() == 1 && strings.HasSuffix(signature.Results().At(0).Type().String(), "[]github.com/go-ogm/ogm.Option")
}
