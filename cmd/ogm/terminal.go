package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"
)

// errNoTerminal says that there is nobody to ask.
var errNoTerminal = errors.New("ogm: no terminal")

// isTerminal tells whether a person sees what is written.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// terminal opens the terminal of this process, whatever its standard input is. Where the messages go elsewhere,
// nobody would see the question.
func (c *console) terminal() (*os.File, error) {
	if !isTerminal(c.errOut) {
		return nil, errNoTerminal
	}
	name := "/dev/tty"
	if runtime.GOOS == "windows" {
		name = "CONIN$"
	}
	tty, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, errNoTerminal
	}
	return tty, nil
}

// askSecret asks for a word, which is not shown: not even what was typed or pasted as soon as the question stood there, so
// the terminal is silent before that. Ctrl-C and Ctrl-D stop the command.
func (c *console) askSecret(question string) (string, error) {
	tty, err := c.terminal()
	if err != nil {
		return "", err
	}
	defer tty.Close()
	before, err := term.MakeRaw(int(tty.Fd()))
	if err != nil {
		return "", fmt.Errorf("ogm: %w", err)
	}
	answer, err := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{tty, c.errOut}, "").ReadPassword(question)
	if err := term.Restore(int(tty.Fd()), before); err != nil {
		return "", fmt.Errorf("ogm: %w", err)
	}
	switch {
	case errors.Is(err, io.EOF):
		fmt.Fprintln(c.errOut, "\nogm: stopped")
		return "", interrupted
	case err != nil:
		return "", fmt.Errorf("ogm: %w", err)
	}
	return answer, nil
}

// confirm asks before something is destroyed. Who gave --yes has answered; where there is nobody to ask, it is misuse.
func (c *console) confirm(yes bool, what string) error {
	if yes {
		return nil
	}
	tty, err := c.terminal()
	if err != nil {
		return misuse("%s: there is no terminal to ask, so give --yes", what)
	}
	defer tty.Close()
	fmt.Fprintf(c.errOut, "%s. Go on? [y/N] ", what)
	answer, err := bufio.NewReader(tty).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("ogm: %w", err)
	}
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "yes" {
		return nil
	}
	fmt.Fprintln(c.errOut, "ogm: nothing was done")
	return failed
}
