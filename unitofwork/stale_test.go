package unitofwork_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/unitofwork"
)

// An answer that does not fit the rows that were sent rolls the whole commit back,
// also the statements before it, and leaves the structs alone.
func TestAnswersThatRollBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		answer [][]any
		want   error  // nil: any
		text   string // that the error's text contains
	}{
		{"stale", [][]any{{[]any{[]any{0, noon, 3}}}}, unitofwork.ErrStale, "Person has version 0, the database 2"},
		{"two nodes with one key", [][]any{{[]any{[]any{0, noon, 1}, []any{0, noon, 1}}}}, unitofwork.ErrNotUnique, "does a constraint protect the key?"},
		{"a row that is not answered", [][]any{{[]any{}}}, unitofwork.ErrStale, "is not in the database"},
		{"a row that was not sent", [][]any{{[]any{[]any{7, noon, 1}}}}, nil, "ogm: the server echoed row 7"},
		{"an echo too short", [][]any{{[]any{[]any{0}}}}, nil, "ogm: the server echoed 1 values"},
		{"a value of another type", [][]any{{[]any{[]any{0, "noon", 1}}}}, nil, "ogm: Person.Created"},
		{"no record", nil, nil, "ogm: the server answered 0 records"},
		{"two records", [][]any{{[]any{[]any{0, noon, 1}}}, {[]any{[]any{0, noon, 1}}}}, nil, "ogm: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t, func(c *unitofwork.Config) { c.BatchSize = 1 })
			w.server.Respond(func(run bolttest.Run) bolttest.Response {
				if run.Statement == 1 {
					return w.answer(run)
				}
				return bolttest.Rows([]string{"r0"}, test.answer...)
			})
			objects := []any{&Genre{Name: "drama"}, &Person{ID: "ann"}}
			err := w.commit(w.save(t, objects...))
			require.ErrorContains(t, err, test.text)
			if test.want != nil {
				require.ErrorIs(t, err, test.want)
			}
			assert.Empty(t, w.commits())
			assert.Equal(t, 1, w.server.Counts().Messages["BEGIN"], "no other attempt")
			assert.Equal(t, []any{&Genre{Name: "drama"}, &Person{ID: "ann"}}, objects)
		})
	}
}
