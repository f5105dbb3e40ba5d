package ogm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Stream loads the nodes one by one while the loop runs, at constant memory here and on the
// server, but for an order that no index gives. The first error is the last that the loop sees. Leaving
// the loop early frees the connection. A stream is not retried, since what the loop has
// seen cannot be taken back.
//
//	for p, err := range people.Match().Stream(ctx) { … }
//
// A node that two of them reach by a fetch plan is two structs: identity ends with each
// node of the loop, and holds for all of it in a unit, which keeps what it tracks. Round trips: one
// for each thousand nodes; in a Tx one in all, and what is left when the loop ends early is passed over.
func (s Selection[T, O]) Stream(ctx context.Context) iter.Seq2[O, error] {
	return streamOf[O](ctx, s.core)
}

func streamOf[O any](ctx context.Context, s selection) iter.Seq2[O, error] {
	return stream(func(yield func(O) error) error {
		return s.stream(ctx, func(object any) error { return yield(object.(O)) })
	})
}

// Stream runs a statement that reads and gives its rows one by one, as Query reads them,
// but that a node which comes in two rows is two structs. See Selection.Stream.
func Stream[T any](ctx context.Context, in Querier, stmt query.Statement) iter.Seq2[T, error] {
	return stream(func(yield func(T) error) error {
		if in == nil {
			return errNoDB
		}
		if stmt.Writes() {
			return errors.New("ogm: the statement is marked as Writing, and a stream cannot be retried; use Query or Exec")
		}
		return in.stream(ctx, stmt, &streamedRows[T]{mapper: in.database().mapper, yield: yield})
	})
}

// errLeft says that the loop was left.
var errLeft = errors.New("ogm: the loop was left")

// stream makes an iterator of a function that gives values until its yield fails.
func stream[O any](run func(yield func(O) error) error) iter.Seq2[O, error] {
	return func(yield func(O, error) bool) {
		err := run(func(object O) error {
			if !yield(object, nil) {
				return errLeft
			}
			return nil
		})
		if err != nil && !errors.Is(err, errLeft) {
			var none O
			yield(none, err)
		}
	}
}

func (s selection) stream(ctx context.Context, yield func(any) error) error {
	if err := s.check(); err != nil {
		return err
	}
	r := s.reader
	if !r.needsGraph(s.branches()) {
		stmt, err := s.build(ctx, "stream", query.Choice.Stream)
		if err != nil {
			return err
		}
		return r.stream(ctx, stmt, &streamedNodes{decode: r.begin(), yield: yield})
	}
	if err := r.canTrack(); err != nil {
		return err
	}
	server, err := r.db.client.Server(ctx)
	if err != nil {
		return err
	}
	stmt, levels, err := s.graph("stream", query.Choice.StreamWith)(server.Dialect)
	if err != nil {
		return err
	}
	return r.stream(ctx, stmt, &streamedGraph{reader: r, branches: branchesOf(levels), yield: yield})
}

// stream sends a statement whose records are received as they come.
func (r *reader) stream(ctx context.Context, stmt query.Statement, receiver session.Receiver) error {
	ready := cypher.Statement{Text: stmt.Text, Params: stmt.Params}
	if r.in != nil {
		return r.in.stream(ctx, ready, receiver)
	}
	return r.db.client.Stream(ctx, ready, receiver)
}

// streamedNodes receives records of one node, or of its properties' values.
type streamedNodes struct {
	decode func(any) (any, error)
	yield  func(any) error
}

func (s *streamedNodes) Columns([]string) error         { return nil }
func (s *streamedNodes) Complete(session.Summary) error { return nil }

func (s *streamedNodes) Record(values []any) error {
	object, err := s.decode(values[0])
	if err != nil {
		return err
	}
	return s.yield(object)
}

// streamedGraph receives records of one node each, with what a fetch plan names, in as many pieces
// as that takes.
type streamedGraph struct {
	reader   *reader
	branches []mapping.Branch
	come     [][]any // the pieces of a node but the last
	yield    func(any) error
}

func (s *streamedGraph) Columns([]string) error         { return nil }
func (s *streamedGraph) Complete(session.Summary) error { return checkWhole(len(s.come) == 0) }

// Record puts the pieces of a node together once they are there, while nobody else uses the unit,
// and gives it to the loop when the unit is free again.
func (s *streamedGraph) Record(values []any) error {
	piece, err := pieceOf(values, len(s.branches))
	if err != nil {
		return err
	}
	s.come = append(s.come, values)
	if !piece.isLast {
		return nil
	}
	var objects []any
	read := func(memory mapping.Memory) error {
		receiver := s.reader.graphReceiver(memory, s.branches)
		for _, values := range s.come {
			if err := receiver.Record(values); err != nil {
				return err
			}
		}
		objects = s.reader.finish(receiver)
		return nil
	}
	if err := s.reader.alone(read); err != nil {
		return err
	}
	s.come = s.come[:0]
	for _, object := range objects {
		if err := s.yield(object); err != nil {
			return err
		}
	}
	return nil
}

// streamedRows receives the rows of a hand-written statement.
type streamedRows[T any] struct {
	mapper *mapping.Mapper
	plan   *mapping.RowPlan
	yield  func(T) error
}

func (s *streamedRows[T]) Columns(names []string) (err error) {
	s.plan, err = s.mapper.Row(reflect.TypeFor[T](), names)
	return err
}

func (s *streamedRows[T]) Record(values []any) error {
	var record T
	s.plan.Forget()
	if err := s.plan.Decode(values, reflect.ValueOf(&record).Elem()); err != nil {
		return err
	}
	return s.yield(record)
}

func (s *streamedRows[T]) Complete(session.Summary) error { return nil }

// stream is send for a statement whose rows are received as they come.
func (db *DB) stream(ctx context.Context, stmt query.Statement, receiver session.Receiver) error {
	if db == nil || db.client == nil {
		return errNoDB
	}
	ready, err := db.prepared(stmt)
	if err != nil {
		return err
	}
	return notWriting(db.client.Stream(ctx, ready, receiver))
}

func (tx *Tx) stream(ctx context.Context, stmt query.Statement, receiver session.Receiver) error {
	return tx.send(ctx, stmt, func() session.Receiver { return receiver })
}

// notWriting says what to do where the server has refused a write in a read.
func notWriting(err error) error {
	if code, _, refused := session.Refusal(err); refused && code == "Neo.ClientError.Statement.AccessMode" {
		return fmt.Errorf("ogm: the statement writes; use ogm.Exec, or mark it: query.Raw(…).Writing(): %w", err)
	}
	return err
}
