package main

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestWhatADatabaseHoldsDoesNotMoveTheCursor is about a history that somebody else wrote.
func TestWhatADatabaseHoldsDoesNotMoveTheCursor(t *testing.T) {
	var out bytes.Buffer
	table(&out, []string{"A", "B"}, [][]string{{"\x1b[2Jx\ty", "z\nw"}, {"ä", ""}})
	assert.Equal(t, "A        B\n [2Jx y  z w\nä\n", out.String())
}

// full is a disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnAnswerThatCannotBePrintedIsAFailure(t *testing.T) {
	var errOut bytes.Buffer
	t.Chdir(t.TempDir())
	code := run(t.Context(), []string{"migrate", "new", "x"}, func(string) string { return "" }, full{}, &errOut)
	assert.Equal(t, failed, verdict(code))
	assert.Equal(t, "ogm: it is done, and its answer is lost: no space left\n", errOut.String())
	assert.FileExists(t, "migrations/V1__x.cypher")
}

func TestColumnsGoOnBelowAnEmptyCell(t *testing.T) {
	var out bytes.Buffer
	table(&out, []string{"NAME", "ON", "STATE"}, [][]string{{"a", "(:Person {email})"}, {"b", "(:Person)", "online"}})
	assert.Equal(t, "NAME  ON                 STATE\na     (:Person {email})\nb     (:Person)          online\n", out.String())
}
