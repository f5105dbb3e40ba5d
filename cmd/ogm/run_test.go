package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manualOf gives what `ogm help` says of a command. It is read by people, so what matters is that it is told.
func manualOf(t *testing.T, root *cobra.Command, name string) string {
	t.Helper()
	root.InitDefaultHelpCmd()
	cmd := below(root, name)
	require.NotNil(t, cmd)
	return manual(cmd)
}

func TestCommandLines(t *testing.T) {
	root := ogm(&console{})
	manual := manual(root)
	generateHelp := manualOf(t, root, "generate")
	assert.NotContains(t, manualOf(t, root, "inspect"), "commands below", "there are none")
	for _, test := range []struct {
		name string
		args []string
		want answer
	}{
		{"nothing", nil, answer{misused, "", manual + "\n"}},
		{"help", []string{"help"}, answer{succeeded, manual, ""}},
		{"help as a flag", []string{"--help"}, answer{succeeded, manual, ""}},
		{"help of a command", []string{"help", "generate"}, answer{succeeded, generateHelp, ""}},
		{"help as a command's flag", []string{"generate", "./x", "-h"}, answer{succeeded, generateHelp, ""}},
		{"version", []string{"--version"}, answer{succeeded, "ogm " + version() + "\n", ""}},
		{"no version of a migration", []string{"migrate", "up", "--to", "x"}, answer{misused, "", "ogm: --to: version \"x\" has \"x\" where a number should be; write numbers with . or _ between them, such as 1 or 1.10\nRun `ogm help migrate up` for more.\n"}},
		{"unknown", []string{"publish"}, answer{misused, "", "ogm: unknown command \"publish\"\nRun `ogm help` for more.\n"}},
		{"near miss", []string{"genrate", "./x"}, answer{misused, "", "ogm: unknown command \"genrate\" (did you mean \"generate\"?)\nRun `ogm help` for more.\n"}},
		{"help of a near miss", []string{"help", "Generate"}, answer{misused, "", "ogm: unknown command \"Generate\" (did you mean \"generate\"?)\nRun `ogm help` for more.\n"}},
		{"help below a command", []string{"help", "generate", "x"}, answer{misused, "", "ogm: ogm generate has no commands below it, and \"x\" was asked for\nRun `ogm help generate` for more.\n"}},
		{"no packages", []string{"generate"}, answer{misused, "", "ogm: generate needs the package of the structs, such as ./models\nRun `ogm help generate` for more.\n"}},
		{"unknown flag", []string{"generate", "./x", "--colour", "x.go"}, answer{misused, "", "ogm: unknown flag --colour\nRun `ogm help generate` for more.\n"}},
		{"flag's near miss", []string{"generate", "--pakage=x"}, answer{misused, "", "ogm: unknown flag --pakage (did you mean --package?)\nRun `ogm help generate` for more.\n"}},
		{"a flag of the standard library's form", []string{"generate", "./x", "-out=x.go"}, answer{misused, "", "ogm: unknown flag -out (did you mean --out?)\nRun `ogm help generate` for more.\n"}},
		{"a flag of another command", []string{"--uri", "bolt://x", "generate"}, answer{misused, "", "ogm: unknown flag --uri: it belongs to ogm inspect, ogm migrate, ogm schema\nRun `ogm help generate` for more.\n"}},
		{"a password for all to see", []string{"migrate", "status", "--password", "s3cret"}, answer{misused, "", "ogm: unknown flag --password: everybody on this machine could read it; set NEO4J_PASSWORD, or see --password-file\nRun `ogm help migrate status` for more.\n"}},
		{"a value that is none", []string{"migrate", "status", "--lease", "4 weeks"}, answer{misused, "", "ogm: --lease 4 weeks: unknown unit \" weeks\" in duration \"4 weeks\"; write it as 30s or 5m\nRun `ogm help migrate status` for more.\n"}},
		{"a number that is none", []string{"inspect", "--sample", "all"}, answer{misused, "", "ogm: --sample all: it is a whole number\nRun `ogm help inspect` for more.\n"}},
		{"a form that is none", []string{"migrate", "status", "--output", "jsn"}, answer{misused, "", "ogm: --output jsn: unknown (did you mean json?); known are table, json\nRun `ogm help migrate status` for more.\n"}},
		{"an argument too many", []string{"migrate", "status", "now"}, answer{misused, "", "ogm: ogm migrate status takes no arguments, and \"now\" was given\nRun `ogm help migrate status` for more.\n"}},
		{"near miss below a command", []string{"migrate", "statsu"}, answer{misused, "", "ogm: unknown command \"statsu\" (did you mean \"status\"?)\nRun `ogm help migrate` for more.\n"}},
		{"flag without its value", []string{"generate", "./x", "--out"}, answer{misused, "", "ogm: --out needs a value\nRun `ogm help generate` for more.\n"}},
		{"a folder for a file", []string{"generate", "./x", "--out", "x"}, answer{misused, "", "ogm: --out names a Go file, and x is none; such as --out x/ogm_generated.go\nRun `ogm help generate` for more.\n"}},
		{"no package's name", []string{"generate", "./x", "--package", "my-gen"}, answer{misused, "", "ogm: --package my-gen: no package that is imported can be called that\nRun `ogm help generate` for more.\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ask(t, test.args...)
			assert.Equal(t, test.want, got)
		})
	}
}
