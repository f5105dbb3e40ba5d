package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built is the folder of the program, once it is built.
var built struct {
	sync.Once
	source string // where the tests begin
	folder string
	err    error
}

func TestMain(m *testing.M) {
	built.source, built.err = os.Getwd()
	code := m.Run()
	_ = os.RemoveAll(built.folder)
	os.Exit(code)
}

// binary builds the program as `go install` does, once, and gives its path.
func binary(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.err != nil {
			return
		}
		if built.folder, built.err = os.MkdirTemp("", "ogm"); built.err != nil { //nolint:usetesting // it serves several tests
			return
		}
		build := exec.Command("go", "build", "-o", filepath.Join(built.folder, "ogm"), ".")
		build.Dir = built.source
		output, err := build.CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("%w: %s", err, output)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.folder, "ogm")
}
