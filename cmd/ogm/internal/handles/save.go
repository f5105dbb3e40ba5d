package handles

import (
	"bytes"
	"os"
	"path/filepath"
)

// Save puts a file in its place, whole or not at all, and tells whether that changed
// anything: a file that is right already is not touched, so that nothing is built anew for it.
func (f File) Save() (changed bool, err error) {
	if there, err := os.ReadFile(f.Path); err == nil && bytes.Equal(there, f.Text) {
		return false, nil
	}
	dir := filepath.Dir(f.Path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, err
	}
	draft, err := os.CreateTemp(dir, "."+filepath.Base(f.Path)+".*")
	if err != nil {
		return false, err
	}
	defer os.Remove(draft.Name()) // gone already when all went well
	_, err = draft.Write(f.Text)
	if closing := draft.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return false, err
	}
	if err := os.Chmod(draft.Name(), 0o644); err != nil {
		return false, err
	}
	return true, os.Rename(draft.Name(), f.Path)
}
