//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chapter is the README's about migrations.
func chapter(t *testing.T) string {
	t.Helper()
	_, behind, found := strings.Cut(read(t, "../../README.md"), "\n## Migrations\n")
	require.True(t, found)
	text, _, _ := strings.Cut(behind, "\n## ")
	return text
}

// block is one between fences.
type block struct{ language, text string }

func blocks(t *testing.T, text string) []block {
	t.Helper()
	var list []block
	for {
		_, behind, found := strings.Cut(text, "\n```")
		if !found {
			return list
		}
		language, behind, _ := strings.Cut(behind, "\n")
		inside, rest, closed := strings.Cut(behind, "\n```\n")
		require.True(t, closed, behind)
		list, text = append(list, block{language, inside + "\n"}), "\n"+rest
	}
}

// TestTheTutorial does what the README says, word for word: each block of commands prints the block of text behind it.
// The server of `ogm dev` is one of the tests'; TestDev is about that.
func TestTheTutorial(t *testing.T) {
	_, tutorial, found := strings.Cut(chapter(t), "\n### From an empty folder to the third migration\n")
	require.True(t, found)
	tutorial, _, _ = strings.Cut(tutorial, "\n### ")
	program := binary(t)
	w := setup(t)
	list := blocks(t, tutorial)
	require.Zero(t, len(list)%2)
	require.Greater(t, len(list), 15)

	var script, want strings.Builder
	script.WriteString("exec 2>&1\nPATH=" + filepath.Dir(program) + ":$PATH\n")
	for i := 0; i < len(list); i += 2 {
		commands, shown := list[i], list[i+1]
		require.Equal(t, "sh", commands.language, commands.text)
		require.Equal(t, "text", shown.language, shown.text)
		for line := range strings.Lines(commands.text) {
			if strings.HasPrefix(line, "ogm dev") {
				shown.text = ""
				line = "true # " + line
			}
			script.WriteString(line)
		}
		want.WriteString(shown.text)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script.String())
	for name, value := range w.env {
		cmd.Env = append(cmd.Environ(), name+"="+value)
	}
	got, err := cmd.Output()
	require.NoError(t, err, "%s", got)
	assert.Equal(t, aligned(w.plain(want.String())), aligned(w.plain(string(got))))
}

// aligned takes the width out of columns, which depends on what stands in them.
func aligned(text string) string {
	for strings.Contains(text, "   ") {
		text = strings.ReplaceAll(text, "   ", "  ")
	}
	return text
}

// TestTheChapter holds the other blocks to what the program knows.
func TestTheChapter(t *testing.T) {
	text := chapter(t)
	t.Chdir(t.TempDir())
	for _, b := range blocks(t, text) {
		if b.language != "yaml" {
			continue
		}
		write(t, "ogm.yaml", b.text)
		c := &console{getenv: func(string) string { return "" }}
		require.NoError(t, c.readConfig(ogm(c)))
		assert.Len(t, c.config.placeholders, 2)
	}
	for line := range strings.Lines(exitCodes) {
		if code := strings.Fields(line); len(code) > 1 && strings.Trim(code[0], "0123456789") == "" {
			assert.Contains(t, text, "\n| "+code[0]+" | ")
		}
	}
}

// TestCommandLinesOfTheReadme looks whether each has the arguments and flags that its command takes.
func TestCommandLinesOfTheReadme(t *testing.T) {
	checked := 0
	for _, block := range blocks(t, read(t, "../../README.md")) {
		if block.language != "sh" {
			continue
		}
		for line := range strings.Lines(block.text) {
			words, isOgm := strings.CutPrefix(strings.TrimSpace(line), "ogm ")
			if !isOgm {
				continue
			}
			words, _, _ = strings.Cut(words, "#")
			words = strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(";&|>", r) })[0]
			root := ogm(&console{})
			cmd, rest, err := root.Find(strings.Fields(words))
			require.NoError(t, err, line)
			require.NoError(t, cmd.ParseFlags(rest), line)
			require.NoError(t, cmd.ValidateArgs(cmd.Flags().Args()), line)
			require.False(t, isGroup(cmd) && cmd.Name() != "dev", line)
			checked++
		}
	}
	assert.GreaterOrEqual(t, checked, 20)
}
