package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
)

// The exit codes: a script can tell what went wrong from what was asked wrongly.
const (
	succeeded = 0
	failed    = 1
	misused   = 2
)

// console is what a command knows of the world outside.
type console struct {
	getenv      func(string) string
	out, errOut io.Writer
}

// command is one word of the command line: it runs, or has words below it.
type command struct {
	name    string
	summary string // for the list of commands
	help    string // for `ogm help NAME`
	inner   []command
	run     func(ctx context.Context, c console, args []string) error
}

// ogm is the command line as a whole. A new command is a file of its own and a line here.
func ogm() command {
	return command{
		name: "ogm",
		help: "Ogm does what the library leaves to development and deploy time.\n\n    ogm COMMAND [FLAGS] [ARGUMENTS]\n",
		inner: []command{
			generate(),
		},
	}
}

// run is main without the process: nothing below it reads the environment, prints or exits
// by itself.
func run(ctx context.Context, args []string, getenv func(string) string, out, errOut io.Writer) int {
	c := console{getenv: getenv, out: out, errOut: errOut}
	err := ogm().dispatch(ctx, c, "ogm", args)
	var misuse *misuseError
	switch {
	case err == nil:
		return succeeded
	case errors.As(err, &misuse):
		fmt.Fprintln(errOut, misuse)
		return misused
	}
	fmt.Fprintln(errOut, err)
	return failed
}

// dispatch finds the command that the words name, and runs it. path is the words so far.
func (cmd command) dispatch(ctx context.Context, c console, path string, args []string) error {
	if cmd.run != nil {
		err := cmd.run(ctx, c, args)
		if errors.Is(err, flag.ErrHelp) {
			return cmd.explain(c, path, nil)
		}
		var misuse *misuseError
		if errors.As(err, &misuse) {
			misuse.path = path
		}
		return err
	}
	if len(args) == 0 {
		return &misuseError{problem: cmd.manual(path)}
	}
	if isHelp(args[0]) {
		return cmd.explain(c, path, args[1:])
	}
	next, err := cmd.find(path, args[0])
	if err != nil {
		return err
	}
	return next.dispatch(ctx, c, path+" "+next.name, args[1:])
}

func isHelp(word string) bool {
	return word == "help" || word == "-h" || word == "-help" || word == "--help"
}
