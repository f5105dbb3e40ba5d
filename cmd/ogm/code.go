package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/migrate"
)

// verdict is how a command ended, as the exit code tells it. It is an error where the answer of a command
// is its exit code, and was printed already.
type verdict int

// The exit codes. Scripts rely on them, so none ever changes its meaning.
const (
	succeeded   verdict = 0
	misused     verdict = 1
	pending     verdict = 2
	drifted     verdict = 3
	locked      verdict = 4
	failed      verdict = 5
	interrupted verdict = 130 // as shells count a program that SIGINT ended
)

// exitCodes is the table of the manual.
const exitCodes = `Exit codes:

    0    done, and all is as it should be
    1    the command line or ogm.yaml asks for what there is not; nothing was done
    2    migrations are pending (migrate status, migrate diff)
    3    what is there is not what was declared: files that ran were changed or are gone,
         ogm.sum or the schema of the database differs
    4    another process holds the lock, and did not let go of it in time
    5    anything else that went wrong, the findings of migrate lint included; the message says what
    130  stopped by Ctrl-C, or by SIGTERM, before the end
`

func (v verdict) Error() string { return fmt.Sprintf("exit code %d", int(v)) }

// misuseError is a command line that asks for what there is not.
type misuseError struct {
	problem string
	more    string // the command line that knows more; "" where the problem says all, byCommand until the command is known
}

const byCommand = "?"

func (e *misuseError) Error() string {
	if e.more == "" {
		return e.problem
	}
	return fmt.Sprintf("ogm: %s\nRun `%s` for more.", e.problem, e.more)
}

// misuse is a mistake in the command line of the command that runs.
func misuse(format string, args ...any) error {
	return &misuseError{fmt.Sprintf(format, args...), byCommand}
}

// isAnswer tells an error that is none of the work: it did not begin.
func isAnswer(err error) bool {
	var (
		said   verdict
		misuse *misuseError
	)
	return errors.As(err, &said) || errors.As(err, &misuse)
}

// stoppedError is the end of work that the user stopped, with what that means.
type stoppedError struct {
	means string
	err   error
}

func (e *stoppedError) Error() string { return e.err.Error() }
func (e *stoppedError) Unwrap() error { return e.err }

// withMessage adds to what is said of an error the server's own words, which package session withholds, or how they are to be had.
func (c *console) withMessage(said string, err error) string {
	message, withheld := session.Withheld(err)
	switch {
	case !withheld || said == "":
		return said
	case c.serverMessages:
		return strings.ReplaceAll(said, "may quote values and is withheld; "+session.WithheldRemedy, "is below") + "\n" + harmless(message)
	}
	return strings.ReplaceAll(said, session.WithheldRemedy, "--server-messages shows it")
}

// judge gives the exit code of an error of a command and what is to be said of it; "" where all is said.
func judge(ctx context.Context, cmd *cobra.Command, err error) (verdict, string) {
	var (
		said   verdict
		misuse *misuseError
		stop   *stoppedError

		unapplied *migrate.UnappliedError
	)
	switch {
	case err == nil:
		return succeeded, ""
	case errors.As(err, &said):
		return said, ""
	case errors.As(err, &misuse):
		if misuse.more == byCommand {
			misuse = &misuseError{misuse.problem, helpOf(cmd)}
		}
		return misused, misuse.Error()
	case ctx.Err() != nil && errors.As(err, &stop):
		return interrupted, "ogm: stopped; " + stop.means
	case ctx.Err() != nil:
		return interrupted, "ogm: stopped"
	case errors.Is(err, migrate.ErrDrift):
		return drifted, err.Error()
	case errors.As(err, &unapplied):
		return pending, err.Error()
	case errors.Is(err, migrate.ErrLocked):
		return locked, err.Error()
	}
	return failed, err.Error()
}
