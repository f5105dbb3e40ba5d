// Ogm is the command line of the library: what is done at development and deploy time.
//
//	go run github.com/go-ogm/ogm/cmd/ogm help
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
