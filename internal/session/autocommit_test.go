package session_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// A statement that makes its own transactions is sent once, whatever happens: an answer of the server says what
// it refused, and without one nobody knows what is stored.
func TestAutocommitIsSentOnce(t *testing.T) {
	t.Parallel()
	stmt := cypher.Statement{Text: "CREATE (a)"}
	for name, test := range map[string]struct {
		do      bolttest.Action
		unknown bool
	}{
		"refused":      {bolttest.Fail(deadlock, "scripted"), false},
		"cut off":      {bolttest.Cut(), true},
		"cut off late": {bolttest.CutAfter(), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
			before := w.server.Counts()
			w.server.Inject(bolttest.At("PULL", 1), test.do)
			err := w.Autocommit(t.Context(), session.TxConfig{}, stmt, &answer{})
			require.Error(t, err)
			assert.Equal(t, test.unknown, errors.Is(err, session.ErrOutcomeUnknown), err.Error())
			assert.Equal(t, 1, w.server.Counts().Sub(before).RoundTrips)
		})
	}
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
	got := &answer{}
	require.NoError(t, w.Autocommit(t.Context(), session.TxConfig{Metadata: map[string]any{"a": 1}}, stmt, got))
	assert.Equal(t, [][]any{{int64(1)}}, got.records)
}

func TestAutocommitThatIsAskedForEachRecord(t *testing.T) {
	t.Parallel()
	three := bolttest.Rows([]string{"n"}, []any{1}, []any{2}, []any{3})
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", three)))
	before, got := w.server.Counts(), &answer{}
	require.NoError(t, w.Autocommit(t.Context(), session.TxConfig{OneByOne: true}, cypher.Statement{Text: "CREATE (a)"}, got))
	assert.Equal(t, [][]any{{int64(1)}, {int64(2)}, {int64(3)}}, got.records)
	assert.Equal(t, 3, w.server.Counts().Sub(before).RoundTrips)
}
