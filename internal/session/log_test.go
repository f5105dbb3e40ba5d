package session_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// recorder is a log whose statements take a second each.
type recorder struct {
	text bytes.Buffer
	now  time.Time
}

func (r *recorder) tick() time.Time {
	r.now = r.now.Add(time.Second)
	return r.now
}

// logged makes the change to a client's settings that logs to r.
func (r *recorder) logged(options session.LogOptions, level slog.Level) func(*session.Config) {
	options.Logger = slog.New(slog.NewJSONHandler(&r.text, &slog.HandlerOptions{Level: level}))
	options.Now = r.tick
	return func(c *session.Config) { c.Observe = session.Log(options) }
}

// lines gives what was logged and forgets it.
func (r *recorder) lines(t *testing.T) []map[string]any {
	t.Helper()
	lines := []map[string]any{}
	for decoder := json.NewDecoder(&r.text); decoder.More(); {
		line := map[string]any{}
		require.NoError(t, decoder.Decode(&line))
		delete(line, "time")
		lines = append(lines, line)
	}
	return lines
}

func TestLog(t *testing.T) {
	t.Parallel()
	const text = "MATCH (n {id: $id}) RETURN n"
	params := map[string]any{"id": "sentinel"}
	second := float64(time.Second)
	for _, test := range []struct {
		name    string
		options session.LogOptions
		do      bolttest.Action
		write   bool
		want    map[string]any
	}{
		{
			name: "a read",
			want: map[string]any{"level": "DEBUG", "msg": "ogm: statement", "statement": text, "rows": 1., "attempts": 1., "round_trips": 1., "took": second},
		},
		{
			name: "a read that was retried", do: bolttest.Fail(deadlock, "sentinel"),
			want: map[string]any{"level": "DEBUG", "msg": "ogm: statement", "statement": text, "rows": 1., "attempts": 2., "round_trips": 2., "took": second},
		},
		{
			name: "a write", write: true,
			want: map[string]any{"level": "DEBUG", "msg": "ogm: statement", "statement": text, "rows": 1., "attempts": 1., "round_trips": 2., "took": second},
		},
		{
			name: "with parameters", options: session.LogOptions{Parameters: true},
			want: map[string]any{"level": "DEBUG", "msg": "ogm: statement", "statement": text, "rows": 1., "attempts": 1., "round_trips": 1., "took": second, "parameters": params},
		},
		{
			name: "slow", options: session.LogOptions{Slow: time.Second},
			want: map[string]any{"level": "WARN", "msg": "ogm: slow statement", "statement": text, "rows": 1., "attempts": 1., "round_trips": 1., "took": second},
		},
		{
			name: "not slow", options: session.LogOptions{Slow: time.Second + 1},
			want: map[string]any{"level": "DEBUG", "msg": "ogm: statement", "statement": text, "rows": 1., "attempts": 1., "round_trips": 1., "took": second},
		},
		{
			name: "refused", do: bolttest.Fail(syntax, "sentinel"),
			want: map[string]any{"level": "WARN", "msg": "ogm: statement failed", "statement": text, "rows": 0., "attempts": 1., "round_trips": 1., "took": second, "code": syntax},
		},
		{
			name: "a write that is refused", do: bolttest.Fail(syntax, "sentinel"), write: true,
			want: map[string]any{"level": "WARN", "msg": "ogm: statement failed", "statement": text, "rows": 0., "attempts": 1., "round_trips": 1., "took": second, "code": syntax},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", one)), r.logged(test.options, slog.LevelDebug))
			assert.Len(t, r.lines(t), 1, "the question what the server is")
			w.server.Inject(bolttest.At("RUN", 1), test.do)
			stmt := cypher.Statement{Text: text, Params: params}
			if test.write {
				_ = w.Write(t.Context(), []cypher.Statement{stmt}, func() session.Attempt {
					return func(int) session.Receiver { return &answer{} }
				})
			} else {
				_ = w.Read(t.Context(), stmt, func() session.Receiver { return &answer{} })
			}
			assert.Equal(t, []map[string]any{test.want}, r.lines(t))
		})
	}
}

// Several statements of one transaction are logged one by one.
func TestLogOfATransaction(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)), r.logged(session.LogOptions{}, slog.LevelDebug))
	r.lines(t)
	_, _, err := w.write(t.Context(), "CREATE (a)", "CREATE (b)")
	require.NoError(t, err)
	var texts []any
	for _, line := range r.lines(t) {
		texts = append(texts, line["statement"])
	}
	assert.Equal(t, []any{"CREATE (a)", "CREATE (b)"}, texts)
}

// Above the level of statements only what went wrong is written, and what the
// server notifies of, once for each statement.
func TestLogOfNotifications(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	deprecated := one
	deprecated.Summary = map[string]any{"notifications": []any{map[string]any{
		"code": "Neo.ClientNotification.Statement.FeatureDeprecationWarning", "title": "deprecated",
		"description": "use something else", "severity": "WARNING",
	}}}
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", deprecated), bolttest.On("CREATE", deprecated)),
		r.logged(session.LogOptions{}, slog.LevelInfo))
	for _, run := range []func() error{
		func() error { _, err := w.read(t.Context(), "MATCH (n) RETURN n"); return err },
		func() error { _, _, err := w.write(t.Context(), "CREATE (n)"); return err },
	} {
		w.server.Inject(bolttest.At("RUN", 1), bolttest.Cut()) // another attempt, one notification
		require.NoError(t, run())
		lines := r.lines(t)
		require.Len(t, lines, 1)
		assert.NotEmpty(t, lines[0]["statement"])
		delete(lines[0], "statement")
		assert.Equal(t, map[string]any{
			"level": "WARN", "msg": "ogm: the server notifies",
			"code":  "Neo.ClientNotification.Statement.FeatureDeprecationWarning",
			"title": "deprecated", "description": "use something else",
		}, lines[0])
	}
}

// What an observer puts into the context of a statement reaches the driver, and it
// is told how each statement ended.
func TestObserver(t *testing.T) {
	t.Parallel()
	var told []session.Outcome
	w := cold(t, bolttest.Start(t, kernel("5.26.0", "community")), func(c *session.Config) {
		c.Observe = func(ctx context.Context, _ cypher.Statement) (context.Context, func(session.Outcome)) {
			ctx, cancel := context.WithCancel(ctx)
			return ctx, func(o session.Outcome) {
				cancel()
				told = append(told, o)
			}
		}
	})
	_, err := w.read(t.Context(), "MATCH (n) RETURN n")
	require.NoError(t, err)
	_, _, err = w.write(t.Context(), "CREATE (a)")
	require.NoError(t, err)
	_, _, err = w.write(t.Context(), "CREATE (a)", "CREATE (b)")
	require.NoError(t, err)
	require.Len(t, told, 5)
	for _, o := range told {
		assert.NoError(t, o.Err)
		assert.NotNil(t, o.Summary)
	}
}
