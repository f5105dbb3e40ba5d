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
