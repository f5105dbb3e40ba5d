// Package files puts text that was made into its place.
package files

import (
	"bytes"
	"os"
	"path/filepath"
)

// Save writes a file, whole or not at all, and tells whether that changed anything: a file
// that is right already is not touched, so that nothing is built anew for it. Folders are
// made as needed.
func Save(path string, text []byte) (changed bool, err error) {
	if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, text) {
		return false, nil
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, err
	}
	draft, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return false, err
	}
	defer os.Remove(draft.Name()) // gone already when all went well
	_, err = draft.Write(text)
	if closing := draft.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return false, err
	}
	if err := os.Chmod(draft.Name(), 0o644); err != nil {
		return false, err
	}
	return true, os.Rename(draft.Name(), path)
}
