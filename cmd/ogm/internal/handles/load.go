package handles

import (
	"context"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/packages"

	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
)

// load reads the packages of the patterns, which may not compile because their handles are out of date.
func load(ctx context.Context, options Options) ([]*packages.Package, error) {
	overlay, err := withoutHandles(options.Out)
	if err != nil {
		return nil, err
	}
	return source.Load(ctx, options.Patterns, overlay)
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
