package handles

import (
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

// load reads the packages of the patterns. What they import is read from source, too, and
// not from what the compiler has made of it: the module may not have been built yet, or not
// compile, because its handles are out of date.
func load(ctx context.Context, options Options) ([]*packages.Package, error) {
	overlay, err := withoutHandles(options.Out)
	if err != nil {
		return nil, err
	}
	loaded, err := packages.Load(&packages.Config{
		Context: ctx,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes,
		ParseFile: parseDeclarations,
		Overlay:   overlay,
	}, options.Patterns...)
	if err != nil {
		return nil, fmt.Errorf("ogm: %w", err)
	}
	if len(loaded) == 0 {
		return nil, fmt.Errorf("ogm: %s: there is no such package", list(options.Patterns))
	}
	slices.SortFunc(loaded, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	var mistakes []error
	for _, pkg := range loaded {
		mistakes = append(mistakes, unreadable(pkg))
	}
	return loaded, errors.Join(mistakes...)
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

// compileErrors gives what the compiler says of a line, or, when it says nothing there, of
// the package first: where an import is missing, it does not repeat that at each use.
func compileErrors(pkg *packages.Package, at token.Position) string {
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

// withoutHandles hides the text of a file of handles that is there already, of which not
// even the first line need be Go any more.
func withoutHandles(out string) (map[string][]byte, error) {
	if out == "" {
		return nil, nil
	}
	path, err := filepath.Abs(out)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, nil //nolint:nilerr // a file that cannot be seen hides nothing; writing it will tell
	}
	names, err := declared(path)
	if err != nil || names.pkg == "" {
		return nil, err
	}
	return map[string][]byte{path: []byte("package " + names.pkg + "\n")}, nil
}

// located writes a problem with its place as it is seen from here.
func located(problem packages.Error) string {
	if problem.Pos == "" || problem.Pos == "-" {
		return "ogm: " + problem.Msg
	}
	return here(problem.Pos) + ": " + problem.Msg
}

// here writes a path as it is seen from the working directory, where it lies below it.
func here(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if below, ok := strings.CutPrefix(path, dir+string(filepath.Separator)); ok {
		return below
	}
	return path
}

func list(patterns []string) string { return strings.Join(patterns, " ") }
