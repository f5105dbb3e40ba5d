package main

import (
	"context"
	"flag"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCommandLines(t *testing.T) {
	manual := ogm().manual("ogm")
	for _, test := range []struct {
		name string
		args []string
		want answer
	}{
		{"nothing", nil, answer{misused, "", manual}},
		{"help", []string{"help"}, answer{succeeded, manual, ""}},
		{"help as a flag", []string{"--help"}, answer{succeeded, manual, ""}},
		{"help of a command", []string{"help", "generate"}, answer{succeeded, generateHelp, ""}},
		{"help as a command's flag", []string{"generate", "./x", "-h"}, answer{succeeded, generateHelp, ""}},
		{"unknown", []string{"publish"}, answer{misused, "", "ogm: unknown command \"publish\"\nRun `ogm help` for more.\n"}},
		{"near miss", []string{"genrate", "./x"}, answer{misused, "", "ogm: unknown command \"genrate\" (did you mean \"generate\"?)\nRun `ogm help` for more.\n"}},
		{"help of a near miss", []string{"help", "Generate"}, answer{misused, "", "ogm: unknown command \"Generate\" (did you mean \"generate\"?)\nRun `ogm help` for more.\n"}},
		{"help below a command", []string{"help", "generate", "x"}, answer{misused, "", "ogm: ogm generate has no commands below it, and \"x\" was asked for\nRun `ogm help generate` for more.\n"}},
		{"no packages", []string{"generate"}, answer{misused, "", "ogm: generate needs the package of the structs, such as ./models\nRun `ogm help generate` for more.\n"}},
		{"unknown flag", []string{"generate", "./x", "--colour", "x.go"}, answer{misused, "", "ogm: unknown flag --colour\nRun `ogm help generate` for more.\n"}},
		{"flag's near miss", []string{"generate", "--pakage=x"}, answer{misused, "", "ogm: unknown flag --pakage (did you mean --package?)\nRun `ogm help generate` for more.\n"}},
		{"flag without its value", []string{"generate", "./x", "--out"}, answer{misused, "", "ogm: flag needs an argument: -out\nRun `ogm help generate` for more.\n"}},
		{"a folder for a file", []string{"generate", "./x", "--out", "x"}, answer{misused, "", "ogm: --out names a Go file, and x is none; such as --out x/ogm_generated.go\nRun `ogm help generate` for more.\n"}},
		{"no package's name", []string{"generate", "./x", "--package", "my-gen"}, answer{misused, "", "ogm: --package my-gen: no package that is imported can be called that\nRun `ogm help generate` for more.\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ask(t, test.args...)
			if test.name == "nothing" {
				test.want.errOut = manual
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestCommandsBelowACommand are for what comes: `ogm migrate up`.
func TestCommandsBelowACommand(t *testing.T) {
	var asked []string
	up := command{name: "up", summary: "go up", help: "Up goes up.\n", run: func(_ context.Context, _ console, args []string) error {
		asked = args
		return nil
	}}
	cmd := command{name: "ogm", inner: []command{{name: "migrate", summary: "migrate", help: "Migrate migrates.\n", inner: []command{up}}}}

	require.NoError(t, cmd.dispatch(t.Context(), console{}, "ogm", []string{"migrate", "up", "3"}))
	assert.Equal(t, []string{"3"}, asked)
	assert.EqualError(t, cmd.dispatch(t.Context(), console{}, "ogm", []string{"migrate", "upp"}),
		"ogm: unknown command \"upp\" (did you mean \"up\"?)\nRun `ogm help migrate` for more.")
	assert.ErrorContains(t, cmd.dispatch(t.Context(), console{}, "ogm", []string{"migrate"}), "Run `ogm help migrate COMMAND` for more about one of them.")
}

func TestFlagsStandAnywhere(t *testing.T) {
	for _, test := range []struct {
		args, words []string
		out         string
	}{
		{[]string{"a", "b"}, []string{"a", "b"}, ""},
		{[]string{"--out", "x", "a"}, []string{"a"}, "x"},
		{[]string{"a", "-out=x", "b"}, []string{"a", "b"}, "x"},
		{[]string{"a", "b", "--out", "x"}, []string{"a", "b"}, "x"},
		{[]string{"a", "--", "--out", "x"}, []string{"a", "--out", "x"}, ""},
		{[]string{"--out", "x", "--", "a"}, []string{"a"}, "x"},
	} {
		var out string
		flags := newFlags()
		flags.StringVar(&out, "out", "", "")
		words, err := parse(flags, test.args)
		require.NoError(t, err, test.args)
		assert.Equal(t, test.words, words, test.args)
		assert.Equal(t, test.out, out, test.args)
	}
	_, err := parse(newFlags(), []string{"a", "--help"})
	assert.ErrorIs(t, err, flag.ErrHelp)
}
