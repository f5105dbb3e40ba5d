package models

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/go-ogm/ogm/schema"
)

// programDir is the folder of the program, which is never made: the go command is told that its file is elsewhere (-overlay).
// It lies below the structs, so that it may import what is internal there.
const programDir = "ogm-declared"

// ask builds and runs the program. Files are in a folder for temporary ones alone, which goes with it.
func (m models) ask(ctx context.Context) (_ schema.Catalog, err error) {
	scratch, err := os.MkdirTemp("", "ogm-declared-")
	if err != nil {
		return schema.Catalog{}, fmt.Errorf("ogm: %w", err)
	}
	defer func() {
		if removing := os.RemoveAll(scratch); err == nil && removing != nil {
			err = fmt.Errorf("ogm: %w", removing)
		}
	}()
	program, answer := filepath.Join(scratch, "declared.exe"), filepath.Join(scratch, "declared.json")
	if err := m.build(ctx, scratch, program); err != nil {
		return schema.Catalog{}, err
	}
	if output, err := m.command(ctx, program, answer).CombinedOutput(); err != nil {
		return schema.Catalog{}, failure(ctx, err, output, "the structs were built and could not be asked what they declare")
	}
	text, err := os.ReadFile(answer)
	if err != nil {
		return schema.Catalog{}, fmt.Errorf("ogm: the program of the structs ended before it answered: %w", err)
	}
	var declared schema.Catalog
	if err := json.Unmarshal(text, &declared); err != nil {
		return schema.Catalog{}, fmt.Errorf("ogm: the module of the structs has another version of the library than this command, and they do not understand each other: %w", err)
	}
	return declared, nil
}

func (m models) build(ctx context.Context, scratch, program string) error {
	main := filepath.Join(scratch, "main.go")
	overlay := filepath.Join(scratch, "overlay.json")
	replaced, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(m.packages[0].dir, programDir, "main.go"): main}})
	if err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	if err := errors.Join(os.WriteFile(main, m.text(), 0o600), os.WriteFile(overlay, replaced, 0o600)); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	output, err := m.command(ctx, "go", "build", "-overlay", overlay, "-ldflags=-s -w", "-o", program, "./"+programDir).CombinedOutput()
	if err == nil {
		return nil
	}
	if bytes.Contains(output, []byte("undefined: ogm.Declared")) || bytes.Contains(output, []byte(".Declared undefined")) {
		return errors.New("ogm: the module of the structs has a version of github.com/go-ogm/ogm that is older than this command; `go get -u github.com/go-ogm/ogm` there")
	}
	if bytes.Contains(output, []byte("use of internal package ")) {
		return fmt.Errorf("ogm: the packages of the structs are internal to different folders, so no program may import all of them (%s); name those of one folder, and call the command for each", m.paths())
	}
	return failure(ctx, err, output, "the packages of the structs do not build")
}

func (m models) paths() string {
	paths := make([]string, len(m.packages))
	for i, p := range m.packages {
		paths[i] = p.path
	}
	return strings.Join(paths, ", ")
}

// command runs beside the structs, for this machine, whatever the environment builds for.
func (m models) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = m.packages[0].dir
	cmd.Env = append(cmd.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

func failure(ctx context.Context, err error, output []byte, what string) error {
	if ctx.Err() != nil {
		return fmt.Errorf("ogm: %w", ctx.Err())
	}
	said := strings.TrimSpace(string(output))
	switch {
	case strings.HasPrefix(said, "ogm: "): // the library itself, about tags
		return errors.New(said)
	case said == "":
		return fmt.Errorf("ogm: %s: %w", what, err)
	}
	return fmt.Errorf("ogm: %s: %s", what, said)
}

// asks is the function of the library that answers. That of options came later than the other.
func (m models) asks() string {
	if m.options.KeyConstraints {
		return "ogm.SchemaOptions{KeyConstraints: true}.Declared"
	}
	return "ogm.Declared"
}

// text is the program. It answers in a file, since the packages may print.
func (m models) text() []byte {
	var text strings.Builder
	text.WriteString("package main\n\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n\t\"os\"\n\n\t\"github.com/go-ogm/ogm\"\n\n")
	for i, p := range m.packages {
		fmt.Fprintf(&text, "\tm%d %q\n", i, p.path)
	}
	text.WriteString(")\n\nfunc main() {\n\tvar options []ogm.Option\n")
	for i, p := range m.packages {
		if p.options {
			fmt.Fprintf(&text, "\toptions = append(options, m%d.%s()...)\n", i, OptionsName)
		}
	}
	text.WriteString("\toptions = append(options, ogm.WithTypes(\n")
	for i, p := range m.packages {
		for _, name := range p.names {
			fmt.Fprintf(&text, "\t\tnew(m%d.%s),\n", i, name)
		}
	}
	text.WriteString(`	))
	declared, err := ` + m.asks() + `(options...)
	if err == nil {
		var answer []byte
		if answer, err = json.Marshal(declared); err == nil {
			err = os.WriteFile(os.Args[1], answer, 0o600)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`)
	return []byte(text.String())
}
