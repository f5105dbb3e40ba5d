package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// newFlags makes a set of flags that prints nothing by itself.
func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parse reads flags wherever they stand and gives what stands between them; behind --
// nothing is a flag.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var words []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, flagError(flags, err)
		}
		rest := flags.Args()
		if ended := len(args) - len(rest) - 1; ended >= 0 && args[ended] == "--" {
			return append(words, rest...), nil
		}
		if len(rest) == 0 {
			return words, nil
		}
		words, args = append(words, rest[0]), rest[1:]
	}
}

// flagError says of a mistake among flags what was probably meant.
func flagError(flags *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return misuse("%s", err)
	}
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	problem := fmt.Sprintf("unknown flag --%s", name)
	if meant := tag.Nearest(name, names); meant != "" {
		problem += fmt.Sprintf(" (did you mean --%s?)", meant)
	}
	return misuse("%s", problem)
}
