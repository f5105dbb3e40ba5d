// Package source reads Go sources for commands: packages with their declarations, and which of their structs are
// mapped. Sources need not compile as a whole.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Load reads the packages of patterns, in the order of their paths. What they import is read from source, too, and
// not from what the compiler has made of it: the module may not have been built yet, or not
// compile. overlay has texts in the place of files, nil for none. The errors, joined, are what keeps packages from being read.
func Load(ctx context.Context, patterns []string, overlay map[string][]byte) ([]*packages.Package, error) {
	return load(&packages.Config{
		Context: ctx,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes,
		Overlay: overlay,
	}, patterns)
}

// LoadBuilt is Load for packages that are going to be built anyway: what they import is built first, which costs little the
// second time, and a tenth of reading it.
func LoadBuilt(ctx context.Context, patterns []string) ([]*packages.Package, error) {
	return load(&packages.Config{Context: ctx, Mode: packages.LoadSyntax}, patterns)
}

func load(config *packages.Config, patterns []string) ([]*packages.Package, error) {
	config.ParseFile = parseDeclarations
	loaded, err := packages.Load(config, patterns...)
	if err != nil {
		return nil, errors.New("ogm: " + saidByGo(err))
	}
	if len(loaded) == 0 {
		return nil, fmt.Errorf("ogm: %s: there is no such package, or no go.mod in this folder or above it", List(patterns))
	}
	slices.SortFunc(loaded, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	var mistakes []error
	for _, pkg := range loaded {
		mistakes = append(mistakes, unreadable(pkg))
	}
	return loaded, errors.Join(mistakes...)
}

// saidByGo is what the go command says, without the words of package packages around it.
func saidByGo(err error) string {
	problem, said, _ := strings.Cut(strings.TrimPrefix(err.Error(), "err: "), ": stderr:")
	return cmp.Or(strings.TrimSpace(said), problem)
}

// parseDeclarations leaves out the bodies of functions: no struct of a package stands
// there, and they are most of the work.
func parseDeclarations(files *token.FileSet, path string, text []byte) (*ast.File, error) {
	file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	if file == nil {
		return nil, err
	}
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok {
			function.Body = nil
		}
	}
	return file, err
}

// unreadable gives what keeps a package from being read. That it does not compile does not:
// handles that are out of date, or code that waits for new ones, are what is to be mended.
func unreadable(pkg *packages.Package) error {
	var mistakes []error
	for _, problem := range pkg.Errors {
		if problem.Kind == packages.ParseError || problem.Kind == packages.ListError && len(pkg.CompiledGoFiles) == 0 {
			mistakes = append(mistakes, errors.New(located(problem)))
		}
	}
	return errors.Join(mistakes...)
}

// ImportError is the first import of packages that is not there, nil where all are: nobody can tell then what a struct embeds.
func ImportError(loaded []*packages.Package) error {
	for _, pkg := range loaded {
		for _, problem := range pkg.Errors {
			if problem.Kind == packages.ListError || strings.HasPrefix(problem.Msg, "could not import ") {
				return errors.New(located(problem))
			}
		}
	}
	return nil
}

// CompileErrors gives what the compiler says of a line, or, when it says nothing there, of
// the package first: where an import is missing, it does not repeat that at each use.
func CompileErrors(pkg *packages.Package, at token.Position) string {
	var said []string
	line := fmt.Sprintf("%s:%d:", at.Filename, at.Line)
	for _, problem := range pkg.Errors {
		if strings.HasPrefix(problem.Pos+":", line) {
			said = append(said, problem.Msg)
		}
	}
	if len(said) == 0 && len(pkg.Errors) > 0 {
		return pkg.Errors[0].Msg
	}
	return strings.Join(said, "; ")
}

// located writes a problem with its place as it is seen from here.
func located(problem packages.Error) string {
	if problem.Pos == "" || problem.Pos == "-" {
		return "ogm: " + problem.Msg
	}
	return Here(problem.Pos) + ": " + problem.Msg
}

// Here writes a path as it is seen from the working directory, where it lies below it.
func Here(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if below, ok := strings.CutPrefix(path, dir+string(filepath.Separator)); ok {
		return below
	}
	return path
}

// List is patterns as they were given.
func List(patterns []string) string { return strings.Join(patterns, " ") }
