// Ogm is the command line of the library: what is done at development and deploy time.
//
//	go run github.com/go-ogm/ogm/cmd/ogm help
//
// # Adding a command
//
// A command is a function in a file of its own that makes a *cobra.Command of a *console, and a line in the list of the
// command above it: in run.go for those of ogm itself, in migrate.go and schema.go for those below. It
//
//   - prints by console.show, so that --output table and json come of themselves (console.outputFlag),
//   - opens the database by connection.open, after connectionFlags gave it --uri and the others,
//   - returns errors of the packages below as they are, misuse for a command line that asks for what there is not, and
//     a verdict where the exit code is the answer (see code.go),
//   - makes a flag a setting (setting in settings.go) if it may also come from the environment and from ogm.yaml,
//   - asks console.confirm before it destroys anything.
//
// Its context ends at Ctrl-C, which run turns into an exit code.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who presses Ctrl-C twice does not want to wait
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
