package ogm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// Update changes properties of the nodes and tells how many they were, in one transaction:
// two round trips. Versions are raised, so that who loaded a node before is told by
// ErrStale, and the field tagged updated is set. Nobody's version is looked at.
//
//	n, err := people.Match(Born.Eq(0)).Update(ctx, Born.Remove(), Visits.Add(1))
//
// It runs at once, also inside a unit of work, whose objects keep what they hold: Refresh
// reads it anew. In a Tx it is part of the transaction, and comes before what is sent at its end.
func (s Selection[T, O]) Update(ctx context.Context, assignments ...query.Assignment[T]) (int64, error) {
	return s.core.update(ctx, query.AssignmentsOf(assignments))
}

func (s selection) update(ctx context.Context, assignments query.Assignments) (int64, error) {
	stmt, err := s.change(ctx, "update", func(setting query.Setting) (query.Statement, error) {
		engine := s.reader.db.engine
		setting, err := s.reader.withMembers(setting)
		if err != nil {
			return query.Statement{}, err
		}
		if s.prepared != nil {
			return s.find.UpdateLater(setting, engine.Now, assignments)
		}
		return s.find.Update(setting, engine.Now(), assignments)
	})
	return answer[int64](ctx, s, stmt, err)
}

// Batches changes the nodes of a selection in several transactions.
type Batches[T, O any] struct {
	core batches
}

// batches is Batches without its types.
type batches struct {
	selection selection
	size      int
	progress  func(done int64)
}

// InTransactions lets Update and Delete go in transactions of n nodes each, so that a
// change of millions needs no more of the server's memory than one of n. Each is retried by
// the driver like any other, and stays when a later one fails; see PartialError. Conditions
// are asked anew in each. It is not for a unit of work or a Tx, which commit by themselves.
//
//	n, err := people.Match(Born.Lt(1900)).InTransactions(1000).Delete(ctx)
func (s Selection[T, O]) InTransactions(n int) Batches[T, O] {
	return Batches[T, O]{batches{selection: s.core, size: n}}
}

// OnProgress lets a function be told after each commit how many nodes are done.
func (b Batches[T, O]) OnProgress(progress func(done int64)) Batches[T, O] {
	b.core.progress = progress
	return b
}

// PartialError says that some transactions were committed before one failed, whose error
// Unwrap gives. Where that is ErrOutcomeUnknown, its nodes are not in Done.
type PartialError struct {
	Done         int64 // nodes that were changed
	Transactions int   // that were committed
	err          error
}

func (e *PartialError) Error() string {
	return fmt.Sprintf("ogm: %d nodes were changed in %d transactions, then: %s", e.Done, e.Transactions, strings.TrimPrefix(e.err.Error(), "ogm: "))
}

// Unwrap gives what happened to the transaction that failed.
func (e *PartialError) Unwrap() error { return e.err }

// Update is Selection.Update in several transactions. It goes through the nodes in the
// order of their keys, so that each is changed once even where it still fits the conditions,
// and leaves those without a key alone. It needs a key with its uniqueness constraint, and
// takes no order. Two round trips for each transaction.
func (b Batches[T, O]) Update(ctx context.Context, assignments ...query.Assignment[T]) (int64, error) {
	return b.core.update(ctx, query.AssignmentsOf(assignments))
}

func (b batches) update(ctx context.Context, assignments query.Assignments) (int64, error) {
	if err := b.selection.check(); err != nil {
		return 0, err
	}
	source := b.selection.reader.source
	if len(source.node.Key) == 0 {
		return 0, fmt.Errorf("ogm: %s has no key to go by, and a node might be updated twice; tag a field with key, or leave out InTransactions", source.node.Name)
	}
	return b.run(ctx, true, func(setting query.Setting, n int, behind []any) (query.Statement, error) {
		setting, err := source.withMembers(setting)
		if err != nil {
			return query.Statement{}, err
		}
		return b.selection.find.Next(setting, n, behind, source.db.engine.Now(), assignments)
	})
}

// Delete is Selection.Delete in several transactions. What the nodes own is deleted with them,
// beyond the n of a transaction.
func (b Batches[T, O]) Delete(ctx context.Context) (int64, error) { return b.core.delete(ctx) }

func (b batches) delete(ctx context.Context) (int64, error) {
	if err := b.selection.check(); err != nil {
		return 0, err
	}
	owners, err := b.selection.reader.owners()
	if err != nil {
		return 0, err
	}
	return b.run(ctx, false, func(setting query.Setting, n int, _ []any) (query.Statement, error) {
		return b.selection.find.Limit(n).Delete(setting, owners)
	})
}

// next writes the statement for the next n nodes, behind a key.
type next func(setting query.Setting, n int, behind []any) (query.Statement, error)

// run sends statements until one meets less nodes than it might.
func (b batches) run(ctx context.Context, byKey bool, write next) (int64, error) {
	most, err := b.check(byKey)
	if err != nil {
		return 0, err
	}
	source := b.selection.reader.source
	server, err := source.db.client.Server(ctx)
	if err != nil {
		return 0, err
	}
	setting := source.setting(server.Dialect)
	done := &PartialError{}
	var behind []any
	for most < 0 || done.Done < most {
		n := b.size
		if most >= 0 {
			n = int(min(int64(n), most-done.Done))
		}
		stmt, err := write(setting, n, behind)
		if err != nil {
			return done.Done, done.then(err)
		}
		if byKey && done.Transactions == 0 {
			if err := source.db.engine.CheckKey(ctx, source.node); err != nil {
				return 0, err
			}
		}
		met, err := b.send(ctx, stmt)
		if err != nil {
			return done.Done, done.then(err)
		}
		if met.count > 0 {
			b.tell(done, met.count)
		}
		if met.count < int64(n) {
			break
		}
		behind = met.last
	}
	return done.Done, nil
}

func (b batches) tell(done *PartialError, count int64) {
	done.Done += count
	done.Transactions++
	if b.progress != nil {
		b.progress(done.Done)
	}
}

// then is an error behind what was committed.
func (e *PartialError) then(err error) error {
	if e.Transactions == 0 {
		return err
	}
	e.err = err
	return e
}

// check refuses what cannot be cut into transactions, before anything is sent.
func (b batches) check(byKey bool) (most int64, err error) {
	switch {
	case b.selection.reader.in != nil:
		return 0, errors.New("ogm: InTransactions commits by itself, and this is inside a unit of work or a Tx; use the repository outside of it, or leave out InTransactions")
	case b.size < 1:
		return 0, fmt.Errorf("ogm: InTransactions of %d nodes each; ask for one at least", b.size)
	}
	return b.selection.find.Batch(byKey)
}

// send runs one transaction. The parameters go as they are: the key that came back must
// be the very one in the next statement.
func (b batches) send(ctx context.Context, stmt query.Statement) (*batchReceiver, error) {
	source := b.selection.reader.source
	if stmt.IsOpen() {
		return nil, errOpen
	}
	var last *batchReceiver
	err := source.db.client.Write(ctx, []cypher.Statement{{Text: stmt.Text, Params: stmt.Params}}, func() session.Attempt {
		last = &batchReceiver{}
		return func(int) session.Receiver { return last }
	})
	return last, unitofwork.Dress(err, source.node)
}

// batchReceiver receives how many nodes were changed, and the key of the last.
type batchReceiver struct {
	count int64
	last  []any
}

func (r *batchReceiver) Columns([]string) error         { return nil }
func (r *batchReceiver) Complete(session.Summary) error { return nil }

func (r *batchReceiver) Record(values []any) error {
	r.count, _ = values[0].(int64)
	if len(values) > 1 {
		r.last, _ = values[1].([]any)
	}
	return nil
}
