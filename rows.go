package ogm

import (
	"context"
	"errors"
	"reflect"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// Summary is what the server tells of a finished statement: its text and
// parameters, counters, notifications, plan, times, database and server.
type Summary = session.Summary

// Result is the whole answer to a statement.
type Result[T any] struct {
	Keys    []string // the names of the columns
	Records []T      // one for each row, in order
	Summary Summary
}

// Query runs a statement and reads its rows into values of type T:
//
//   - a struct takes the columns by tag, by field name, then by name without case; a
//     field without a column is an error, a column without a field is left out;
//   - map[string]any takes all columns, as the driver gives them;
//   - a struct that embeds Node, a pointer to one, a scalar, a slice or any takes
//     the one column there is.
//
// Columns may hold nodes, which become structs; one node is one pointer however
// often it comes. A null needs a pointer, a slice, a map or any to go to. A read
// takes one round trip and is retried; a statement marked by Writing takes two, in a
// transaction. All rows are in memory at the end.
func Query[T any](ctx context.Context, in Querier, stmt query.Statement) (*Result[T], error) {
	var last *rows[T]
	if in == nil {
		return nil, errNoDB
	}
	db := in.database()
	err := in.send(ctx, stmt, func() session.Receiver {
		last = &rows[T]{mapper: db.mapper}
		return last
	})
	if err != nil {
		return nil, err
	}
	return &last.result, nil
}

// Exec runs a statement that writes, in a transaction that the driver retries, and
// gives its summary; rows that it returns are passed over.
func Exec(ctx context.Context, in Querier, stmt query.Statement) (Summary, error) {
	var last *summaryOnly
	if in == nil {
		return nil, errNoDB
	}
	err := in.send(ctx, stmt.Writing(), func() session.Receiver {
		last = &summaryOnly{}
		return last
	})
	if err != nil {
		return nil, err
	}
	return last.summary, nil
}

// send checks a hand-written statement and runs it as a read or a write.
func (db *DB) send(ctx context.Context, stmt query.Statement, begin func() session.Receiver) error {
	if db == nil || db.client == nil {
		return errNoDB
	}
	ready, err := db.prepared(stmt)
	if err != nil {
		return err
	}
	if stmt.Writes() {
		err = db.client.Write(ctx, []cypher.Statement{ready}, func() session.Attempt {
			receiver := begin()
			return func(int) session.Receiver { return receiver }
		})
		return unitofwork.Dress(err)
	}
	return notWriting(db.client.Read(ctx, ready, begin))
}

// prepared checks a hand-written statement and its parameters.
func (db *DB) prepared(stmt query.Statement) (cypher.Statement, error) {
	switch {
	case stmt.Text == "":
		return cypher.Statement{}, errors.New("ogm: the statement is empty")
	case stmt.IsOpen():
		return cypher.Statement{}, errors.New("ogm: the statement has placeholders without values; give them by Bind")
	}
	params, err := db.mapper.Params(stmt.Params)
	return cypher.Statement{Text: stmt.Text, Params: params}, err
}

// rows receives records into values of one type.
type rows[T any] struct {
	mapper *mapping.Mapper
	plan   *mapping.RowPlan
	result Result[T]
}

func (r *rows[T]) Columns(names []string) error {
	r.result.Keys = names
	plan, err := r.mapper.Row(reflect.TypeFor[T](), names)
	r.plan = plan
	return err
}

func (r *rows[T]) Record(values []any) error {
	var record T
	if err := r.plan.Decode(values, reflect.ValueOf(&record).Elem()); err != nil {
		return err
	}
	r.result.Records = append(r.result.Records, record)
	return nil
}

func (r *rows[T]) Complete(summary Summary) error {
	r.result.Summary = summary
	return nil
}

// summaryOnly passes rows over.
type summaryOnly struct {
	summary Summary
}

func (s *summaryOnly) Columns([]string) error { return nil }
func (s *summaryOnly) Record([]any) error     { return nil }

func (s *summaryOnly) Complete(summary Summary) error {
	s.summary = summary
	return nil
}
