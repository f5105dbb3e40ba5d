package ogm

import (
	"context"
	"errors"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/unitofwork"
)

// Scope is what a repository works in by its method In: a *Unit, or the *Tx of a
// transaction function.
type Scope interface {
	// inside gives the unit, and how it asks the database.
	inside() inside
}

type inside struct {
	db      *DB
	unit    *unitofwork.Unit
	querier Querier
	read    func(ctx context.Context, stmt cypher.Statement, begin func() session.Receiver) error
	stream  func(ctx context.Context, stmt cypher.Statement, receiver session.Receiver) error
}

var (
	errForeign = errors.New("ogm: the repository and the unit belong to two databases; make both from one DB")
	errNoUnit  = errors.New("ogm: the unit is nil; make one by db.NewUnit, or use the Tx of a transaction function")
)

// within gives what a repository of db works in. In a unit of another database, or in
// none, reads fail, and so does the commit.
func within(scope Scope, db *DB) *inside {
	refused := func(in inside, err error) *inside {
		in.unit.Reject(err)
		in.read = func(context.Context, cypher.Statement, func() session.Receiver) error { return err }
		in.stream = func(context.Context, cypher.Statement, session.Receiver) error { return err }
		return &in
	}
	unit, isUnit := scope.(*Unit)
	tx, isTx := scope.(*Tx)
	if scope == nil || isUnit && unit == nil || isTx && tx == nil {
		return refused(inside{db: db, unit: db.engine.NewUnit(), querier: db}, errNoUnit)
	}
	in := scope.inside()
	if in.db != db {
		return refused(in, errForeign)
	}
	return &in
}
