package ogm_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
)

func TestBatchesAreOneTransaction(t *testing.T) {
	w := setup(t, ogm.WithBatchSize(3))
	people := repository[Person](w)
	var list []*Person
	for id := range strings.SplitSeq("abcdefghij", "") {
		list = append(list, &Person{ID: id})
	}
	require.NoError(t, people.Save(w.ctx, list...))
	assert.Equal(t, [][]any{{int64(10), int64(1), int64(1)}}, w.rows("MATCH (n:Person) RETURN count(n), min(n.version), max(n.version)", nil))

	w.rows("MATCH (n:Person {id: 'j'}) SET n.version = 7", nil)
	require.ErrorIs(t, people.Save(w.ctx, list...), ogm.ErrStale)
	assert.Equal(t, [][]any{{int64(9)}}, w.rows("MATCH (n:Person {version: 1}) RETURN count(n)", nil), "what the last batch found undid the first")
	for _, person := range list {
		assert.EqualValues(t, 1, person.Version)
	}
}

func TestKeyWithoutItsConstraintIsWarnedOfOnce(t *testing.T) {
	var log bytes.Buffer
	w := setup(t, ogm.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))))
	seats, err := ogm.NewRepository[Seat](w.db)
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: 1}))
	}
	const remedy = "CREATE CONSTRAINT Seat_hall_number_unique IF NOT EXISTS FOR (n:Seat) REQUIRE (n.hall, n.number) IS UNIQUE"
	assert.Equal(t, 1, strings.Count(log.String(), remedy), log.String())

	strict := setup(t, ogm.WithKeyCheck(ogm.KeyCheckError))
	seats, err = ogm.NewRepository[Seat](strict.db)
	require.NoError(t, err)
	require.ErrorContains(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: 1}), remedy)
	strict.rows(remedy, nil)
	require.NoError(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: 1}), "the remedy mends it")
}
