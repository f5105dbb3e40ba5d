package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestWhatADatabaseHoldsDoesNotMoveTheCursor is about a history that somebody else wrote.
func TestWhatADatabaseHoldsDoesNotMoveTheCursor(t *testing.T) {
	var out bytes.Buffer
	table(&out, []string{"A", "B"}, [][]string{{"\x1b[2Jx\ty", "z\nw"}, {"ä", ""}})
	assert.Equal(t, "A        B\n [2Jx y  z w\nä\n", out.String())
}

func TestColumnsGoOnBelowAnEmptyCell(t *testing.T) {
	var out bytes.Buffer
	table(&out, []string{"NAME", "ON", "STATE"}, [][]string{{"a", "(:Person {email})"}, {"b", "(:Person)", "online"}})
	assert.Equal(t, "NAME  ON                 STATE\na     (:Person {email})\nb     (:Person)          online\n", out.String())
}
