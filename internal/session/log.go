package session

import (
	"context"
	"log/slog"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/cypher"
)

// LogOptions say what a log observer writes.
type LogOptions struct {
	Logger     *slog.Logger
	Slow       time.Duration    // statements that take at least this long are warned of; 0 for none
	Parameters bool             // whether parameters are written, which may be confidential
	Now        func() time.Time // for the time taken
}

// Log makes an observer that writes each statement at level debug, slow ones and
// failed ones as warnings, and what the server notifies of once per statement.
func Log(options LogOptions) func(context.Context, cypher.Statement) (context.Context, func(Outcome)) {
	return func(ctx context.Context, stmt cypher.Statement) (context.Context, func(Outcome)) {
		start := options.Now()
		return ctx, func(outcome Outcome) {
			options.write(ctx, stmt, outcome, options.Now().Sub(start))
		}
	}
}

func (o LogOptions) write(ctx context.Context, stmt cypher.Statement, outcome Outcome, took time.Duration) {
	level, text := slog.LevelDebug, "ogm: statement"
	switch {
	case outcome.Err != nil:
		level, text = slog.LevelWarn, "ogm: statement failed"
	case o.Slow > 0 && took >= o.Slow:
		level, text = slog.LevelWarn, "ogm: slow statement"
	}
	if o.Logger.Enabled(ctx, level) {
		fields := []slog.Attr{
			slog.String("statement", stmt.Text),
			slog.Int("rows", outcome.Rows),
			slog.Int("attempts", outcome.Attempts),
			slog.Int("round_trips", outcome.RoundTrips),
			slog.Duration("took", took),
		}
		if o.Parameters {
			fields = append(fields, slog.Any("parameters", stmt.Params))
		}
		if code, _, refused := Refusal(outcome.Err); refused {
			fields = append(fields, slog.String("code", code)) // the message may hold values
		}
		o.Logger.LogAttrs(ctx, level, text, fields...)
	}
	if outcome.Summary != nil {
		for _, notification := range outcome.Summary.Notifications() {
			o.notify(ctx, stmt, notification)
		}
	}
}

func (o LogOptions) notify(ctx context.Context, stmt cypher.Statement, notification neo4j.Notification) {
	o.Logger.LogAttrs(ctx, slog.LevelWarn, "ogm: the server notifies",
		slog.String("code", notification.Code()),
		slog.String("title", notification.Title()),
		slog.String("description", notification.Description()),
		slog.String("statement", stmt.Text),
	)
}
