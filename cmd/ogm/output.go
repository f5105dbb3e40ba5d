package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"
)

// The forms of --output.
const (
	outputTable = "table"
	outputJSON  = "json"
)

// outputFlag gives a command --output.
func (c *console) outputFlag(cmd *cobra.Command) {
	c.output = choice{outputTable, []string{outputTable, outputJSON}}
	flags := cmd.PersistentFlags()
	flags.Var(&c.output, "output", "print a `table` for people, or json for programs")
	setting(flags, "output", "OGM_OUTPUT", "output")
	_ = cmd.RegisterFlagCompletionFunc("output", c.output.complete) // the flag is there
}

// inJSON tells whether the answer is for a program.
func (c *console) inJSON() bool { return c.output.value == outputJSON }

// show prints the answer of a command: value, as encoding/json has it, or what human writes. Fields of the value are
// only ever added, since programs read them.
func (c *console) show(value any, human func(w io.Writer)) error {
	if !c.inJSON() {
		human(c.out)
		return nil
	}
	encoder := json.NewEncoder(c.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	return nil
}

// printer keeps the first error of printing, so that no command has to look for it: a full disk behind > FILE.
type printer struct {
	to  io.Writer
	err error
}

func (p *printer) Write(text []byte) (int, error) {
	n, err := p.to.Write(text)
	if p.err == nil {
		p.err = err
	}
	return n, err
}

// table writes rows below a head, in columns. Cells may come from a database: what would move a terminal's cursor is
// shown as a space.
func table(w io.Writer, head []string, rows [][]string) {
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		for i := range head { // all of them: where one is left out, the column begins anew below it
			cell := ""
			if i < len(row) {
				cell = harmless(row[i])
			}
			fmt.Fprint(columns, cell, "\t")
		}
		fmt.Fprintln(columns)
	}
	_ = columns.Flush() // into memory
	for line := range strings.Lines(text.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
}

func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// listed joins words as a sentence does.
func listed(words []string) string { return strings.Join(words, ", ") }

// counted is a number with its noun.
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
