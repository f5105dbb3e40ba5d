package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// execution takes a script from where its run was interrupted to its end.
type execution struct {
	*Migrator

	holder   *holder
	run      *run
	script   *Script
	prefixes []string
	at       progress
	told     Progress
}

func (e *execution) all(ctx context.Context) error {
	e.prefixes = e.script.prefixes()
	if err := e.unchanged(); err != nil {
		return err
	}
	for _, t := range e.script.Transactions {
		end := t.First + len(t.Statements)
		if end <= e.at.done {
			continue
		}
		t.Statements = t.Statements[max(e.at.done-t.First, 0):] // a file may be grouped in another way since
		if err := e.transaction(ctx, t, end); err != nil {
			return err
		}
		e.at = progress{end, e.prefixes[end], -1}
		e.told.Done, e.told.Changed, e.told.ToChange = end, 0, 0
		e.settings.report(e.told)
	}
	return nil
}

// unchanged makes sure that the log is about this text.
func (e *execution) unchanged() error {
	if e.at.done <= len(e.script.Statements) && (e.at.done == 0 || e.prefixes[e.at.done] == e.at.prefix) {
		return nil
	}
	return &FileError{
		File:    e.script.File,
		Problem: fmt.Sprintf("its first %d statements ran before it was interrupted, and are not the same any more", e.at.done),
		Remedy:  "restore them, what follows may be changed; if all of it was finished by hand, mark the version",
	}
}

func (e *execution) transaction(ctx context.Context, t Transaction, end int) error {
	p, err := e.placeOf(ctx, t)
	if err != nil {
		return err
	}
	switch {
	case t.Schema:
		return e.changeSchema(ctx, p, t, end)
	case t.Statements[0].Class == ClassSystem:
		return e.changeSystem(ctx, p, t, end)
	case t.AutoCommit:
		return e.autocommit(ctx, p, t, end)
	}
	return e.changeData(ctx, p, t, end)
}

// changeData runs statements and the log's line about them in one transaction.
func (e *execution) changeData(ctx context.Context, p *place, t Transaction, end int) error {
	failed := 0
	err := e.holder.write(ctx, p, func(ctx context.Context, tx session.Tx) (err error) {
		if failed, err = runAll(ctx, tx, t.Statements); err != nil {
			return err
		}
		return e.run.note(ctx, tx, end, e.prefixes[end])
	})
	return e.refused(err, t.Statements, failed)
}

// changeSchema runs statements whose transaction can hold no line of the log. What is logged before it says that it may have
// run; a second time it meets what it has made itself.
func (e *execution) changeSchema(ctx context.Context, p *place, t Transaction, end int) error {
	again := e.at.doing >= 0
	var failedBefore []string
	if !again {
		var err error
		if failedBefore, err = failedIndexes(ctx, p); err != nil {
			return err
		}
	}
	if err := e.begin(ctx, p, end-len(t.Statements)); err != nil {
		return err
	}
	failed, err := e.schemaStatements(ctx, p, t, again)
	if err != nil {
		if _, _, refused := session.Refusal(err); refused && !again {
			err = errors.Join(err, e.stop(ctx, p)) // and rolled back
		}
		return e.refused(err, t.Statements, failed)
	}
	if err := e.awaitIndexes(ctx, p, failedBefore, e.told); err != nil {
		return &FileError{File: e.script.File, Line: t.Statements[0].Line, Problem: "an index of the statements from here on does not come online", Remedy: "mend the data, drop the index, and run again", Err: err}
	}
	return e.end(ctx, p, end)
}

func (e *execution) schemaStatements(ctx context.Context, p *place, t Transaction, again bool) (failed int, err error) {
	if t.AutoCommit && !again {
		return 0, e.holder.autocommit(ctx, p, t.Statements[0].Resolved(), nil)
	}
	if !again {
		err = e.holder.change(ctx, p, func(ctx context.Context, tx session.Tx) (err error) {
			failed, err = runAll(ctx, tx, t.Statements)
			return err
		})
		return failed, err
	}
	// One by one, since the first that is there already would end a transaction of all.
	for i := range t.Statements {
		err := e.holder.change(ctx, p, func(ctx context.Context, tx session.Tx) error {
			_, err := runAll(ctx, tx, t.Statements[i:i+1])
			return err
		})
		if err != nil && !isDoneAlready(err) {
			return i, err
		}
	}
	return 0, nil
}

// isDoneAlready tells whether the server refuses a statement because it has done just that: an object of the
// same name and definition is there, or one of that name is gone.
func isDoneAlready(err error) bool {
	code, message, _ := session.Refusal(err)
	switch code {
	case "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
		"Neo.DatabaseError.General.IndexCorruptionDetected": // it is there and has failed, as who waits for it will tell
		return true
	case "Neo.DatabaseError.Schema.IndexDropFailed", "Neo.DatabaseError.Schema.ConstraintDropFailed":
		return strings.Contains(strings.ToLower(message), "no such")
	}
	return false
}

// changeSystem runs a statement in the system database, which has no log: after an interruption it runs again.
func (e *execution) changeSystem(ctx context.Context, p *place, t Transaction, end int) error {
	err := e.holder.change(ctx, p, func(ctx context.Context, tx session.Tx) error {
		_, err := runAll(ctx, tx, t.Statements)
		return err
	})
	if err != nil {
		return e.refused(err, t.Statements, 0)
	}
	return e.end(ctx, p, end)
}

// autocommit runs a statement that makes transactions of its own. Whether it ended is not known after an
// interruption, so that it runs again only where its file says that it may.
func (e *execution) autocommit(ctx context.Context, p *place, t Transaction, end int) error {
	stmt := t.Statements[0]
	if e.at.doing == end-1 && !stmt.repeat {
		return &FileError{
			File: e.script.File, Line: stmt.Line,
			Problem: "this statement makes transactions of its own, and was interrupted: some, all or none of it may be stored",
			Remedy:  "if it may run again from its beginning write `// ogm:next repeat=safe` before it and run again; else finish the file by hand and mark its version",
		}
	}
	if err := e.begin(ctx, p, end-1); err != nil {
		return err
	}
	var told func(row)
	if stmt.tells {
		told = e.tell
	}
	if err := e.holder.autocommit(ctx, p, stmt.Resolved(), told); err != nil {
		if neverBegan(err) {
			err = errors.Join(err, e.stop(ctx, p))
		}
		return e.refused(err, t.Statements, 0)
	}
	return e.end(ctx, p, end)
}

// tell is told of each row of a statement whose rows say how far it is.
func (e *execution) tell(r row) {
	e.told.Changed += r.number("changed")
	e.told.ToChange = r.number("total")
	e.settings.report(e.told)
}

// neverBegan tells whether a statement was refused before it did anything.
func neverBegan(err error) bool {
	code, _, refused := session.Refusal(err)
	return errors.Is(err, ErrLockLost) || refused && slices.ContainsFunc([]string{
		"Neo.ClientError.Statement.SyntaxError", "Neo.ClientError.Statement.ParameterMissing", "Neo.ClientError.Statement.AccessMode",
		"Neo.ClientError.Procedure.ProcedureNotFound", "Neo.ClientError.Security.", "Neo.ClientError.Database.",
	}, func(prefix string) bool { return strings.HasPrefix(code, prefix) })
}

// logPlace is where the log of a database is.
func (e *execution) logPlace(p *place) *place {
	if p.name == systemDatabase {
		return e.home
	}
	return p
}

// begin, stop and end log, each in a transaction of its own, what happens outside of those that have the log.
func (e *execution) begin(ctx context.Context, p *place, doing int) error {
	return e.holder.write(ctx, e.logPlace(p), func(ctx context.Context, tx session.Tx) error { return e.run.start(ctx, tx, doing) })
}

func (e *execution) stop(ctx context.Context, p *place) error {
	return e.holder.write(ctx, e.logPlace(p), e.run.stop)
}

func (e *execution) end(ctx context.Context, p *place, done int) error {
	return e.holder.write(ctx, e.logPlace(p), func(ctx context.Context, tx session.Tx) error { return e.run.note(ctx, tx, done, e.prefixes[done]) })
}

// runAll runs statements in a transaction, and tells which failed.
func runAll(ctx context.Context, tx session.Tx, statements []Statement) (failed int, err error) {
	for i, stmt := range statements {
		if err := tx.Run(ctx, cypher.Statement{Text: stmt.Resolved()}, nothing{}); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// refused gives an error its place in the file. What is about the lock has none.
func (e *execution) refused(err error, statements []Statement, failed int) error {
	return refusedIn(e.script.File, err, statements, failed)
}

func refusedIn(file string, err error, statements []Statement, failed int) error {
	if err == nil || errors.Is(err, ErrLockLost) {
		return err
	}
	wrong := &FileError{File: file, Line: statements[failed].Line, Problem: "the statement did not run", Err: err}
	if errors.Is(err, session.ErrOutcomeUnknown) {
		wrong.Remedy = "run again; the log knows what is stored"
	}
	return wrong
}
