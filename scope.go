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
}

var errForeign = errors.New("ogm: the repository and the unit belong to two databases; make both from one DB")

// check refuses a repository of another database: reads of it fail, and so does the commit.
func (in *inside) check(db *DB) {
	if in.db == db {
		return
	}
	in.unit.Reject(errForeign)
	in.read = func(context.Context, cypher.Statement, func() session.Receiver) error { return errForeign }
}
