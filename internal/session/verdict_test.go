package session_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// secondAttempt is a write whose first COMMIT meets a deadlock, and whose second attempt
// is disturbed.
type secondAttempt struct {
	*world
	name, at string
	texts    []string
	ctx      context.Context
	err      error
}

// A COMMIT that was refused is not one whose outcome is unknown, whatever becomes of the
// attempt after it, unless that comes to its own COMMIT.
func TestOutcomeOfASecondAttempt(t *testing.T) {
	t.Parallel()
	var cases []*secondAttempt
	for _, form := range forms {
		for _, at := range []string{"BEGIN", "RUN", "PULL", "COMMIT"} {
			for _, what := range []string{"cut within", "cancelled"} {
				w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
				w.server.Inject(bolttest.Point{Message: "COMMIT", Transaction: 1}, bolttest.Fail(deadlock, "scripted"))
				c := &secondAttempt{world: w, name: form.name + ", " + at + ", " + what, at: at, texts: form.texts, ctx: t.Context()}
				do := bolttest.CutWithin()
				if what == "cancelled" {
					stall := bolttest.NewStall()
					do, c.ctx = stall.Action(), cancelAt(t, stall)
				}
				w.server.Inject(bolttest.Point{Message: at, Transaction: 2}, do)
				cases = append(cases, c)
			}
		}
	}
	atOnce(cases, func(c *secondAttempt) { _, _, c.err = c.write(c.ctx, c.texts...) })
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.Error(t, c.err)
			assert.Equal(t, c.at == "COMMIT", errors.Is(c.err, session.ErrOutcomeUnknown), "%v", c.err)
		})
	}
}

// A context that has ended when the last answer is there leads to no COMMIT, and it is
// certain that nothing is stored.
func TestNoCommitOnceTheContextHasEnded(t *testing.T) {
	t.Parallel()
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			stmts := make([]cypher.Statement, len(form.texts))
			for i, text := range form.texts {
				stmts[i].Text = text
			}
			err := w.Write(ctx, stmts, func() session.Attempt {
				return func(n int) session.Receiver {
					return &hook{atEnd: func() {
						if n == len(stmts)-1 {
							cancel()
						}
					}}
				}
			})
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, session.ErrOutcomeUnknown)
			assert.Zero(t, w.server.Counts().Messages["COMMIT"])
			_, _, err = w.write(t.Context(), form.texts...)
			require.NoError(t, err, "the pool works on")
			assert.Equal(t, [][]string{form.texts}, commits(w.server))
		})
	}
}

// hook takes any answer.
type hook struct{ atEnd func() }

func (*hook) Columns([]string) error           { return nil }
func (*hook) Record([]any) error               { return nil }
func (h *hook) Complete(session.Summary) error { h.atEnd(); return nil }
