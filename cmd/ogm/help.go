package main

import (
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// misuseError is a command line that asks for what there is not.
type misuseError struct {
	path    string // of the command that knows more; "" where the problem says all
	problem string
}

func (e *misuseError) Error() string {
	if e.path == "" {
		return strings.TrimSuffix(e.problem, "\n")
	}
	path := "ogm help" + strings.TrimPrefix(e.path, "ogm")
	return fmt.Sprintf("ogm: %s\nRun `%s` for more.", e.problem, path)
}

func misuse(format string, args ...any) error {
	return &misuseError{problem: fmt.Sprintf(format, args...)}
}

// explain prints the manual of a command, or of one below it.
func (cmd command) explain(c console, path string, words []string) error {
	for _, word := range words {
		next, err := cmd.find(path, word)
		if err != nil {
			return err
		}
		cmd, path = next, path+" "+next.name
	}
	fmt.Fprint(c.out, cmd.manual(path))
	return nil
}

// manual is a command's help, with the commands below it.
func (cmd command) manual(path string) string {
	var text strings.Builder
	text.WriteString(cmd.help)
	if len(cmd.inner) == 0 {
		return text.String()
	}
	text.WriteString("\nThe commands:\n\n")
	for _, next := range cmd.inner {
		fmt.Fprintf(&text, "    %-10s %s\n", next.name, next.summary)
	}
	fmt.Fprintf(&text, "\nRun `ogm help%s COMMAND` for more about one of them.\n", strings.TrimPrefix(path, "ogm"))
	return text.String()
}

// find gives the command below this one that a word names.
func (cmd command) find(path, word string) (command, error) {
	var names []string
	for _, next := range cmd.inner {
		if next.name == word {
			return next, nil
		}
		names = append(names, next.name)
	}
	problem := fmt.Sprintf("unknown command %q", word)
	if len(cmd.inner) == 0 {
		problem = fmt.Sprintf("%s has no commands below it, and %q was asked for", path, word)
	}
	if meant := tag.Nearest(word, names); meant != "" {
		problem += fmt.Sprintf(" (did you mean %q?)", meant)
	}
	return command{}, &misuseError{path: path, problem: problem}
}
