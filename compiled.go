package ogm

import (
	"context"
	"iter"
	"maps"
	"reflect"
	"sync"

	"github.com/go-ogm/ogm/query"
)

// Compiled is a Selection whose statements are written once: a run fills in the values of
// placeholders and sends. It is safe for concurrent use.
type Compiled[O any] struct {
	core selection
}

// Compile keeps the statements of a selection for many runs. It does no I/O, and reports
// mistakes in the selection. Values that differ from run to run are placeholders:
//
//	since, err := people.Match(Born.Given("year").Ge()).OrderBy(Born.Asc()).Compile()
//	list, err := since.All(ctx, query.Args{"year": 1960})
//
// Select reads it into rows, too. Pages are not among its verbs: which statement leads on from a
// cursor depends on the values in it.
func (s Selection[T, O]) Compile() (*Compiled[O], error) {
	whole, err := s.core.open()
	if err != nil {
		return nil, err
	}
	s.core.prepared, s.core.args = &prepared{whole: whole}, nil
	return &Compiled[O]{s.core}, nil
}

// CompiledUpdate is an Update whose statement is written once. It is safe for concurrent use.
type CompiledUpdate struct {
	core        selection
	assignments query.Assignments
}

// CompileUpdate is Compile for Update. Values of assignments may be placeholders, too:
//
//	rename, err := people.Match(ID.Given("id").Eq()).CompileUpdate(Name.Given("name").Set())
//	n, err := rename.Run(ctx, query.Args{"id": "ann", "name": "Ann"})
func (s Selection[T, O]) CompileUpdate(assignments ...query.Assignment[T]) (*CompiledUpdate, error) {
	return s.core.compileUpdate(query.AssignmentsOf(assignments))
}

func (s selection) compileUpdate(assignments query.Assignments) (*CompiledUpdate, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	setting, err := s.reader.withMembers(s.reader.setting(s.reader.db.knownDialect()))
	if err != nil {
		return nil, err
	}
	whole, err := s.find.UpdateLater(setting, s.reader.db.engine.Now, assignments)
	if err != nil {
		return nil, err
	}
	s.prepared, s.args = &prepared{whole: whole}, nil
	return &CompiledUpdate{s, assignments}, nil
}

// Run is Selection.Update.
func (c *CompiledUpdate) Run(ctx context.Context, args ...query.Args) (int64, error) {
	return c.core.given(args).update(ctx, c.assignments)
}

// CompiledProjection is a Projection whose statements are written once, for each type of rows
// that Select reads it into. It is safe for concurrent use.
type CompiledProjection struct {
	core projection
}

// Compile is Selection.Compile for rows.
//
//	byYear, err := people.Match(Born.Given("since").Ge()).GroupBy(Born).Select(query.CountAll[Person]()).Compile()
//	rows, err := ogm.Select[Row](ctx, byYear, query.Args{"since": 1960})
func (p Projection[T]) Compile() (*CompiledProjection, error) {
	whole, err := p.core.open()
	if err != nil {
		return nil, err
	}
	p.core.prepared = &prepared{whole: whole}
	return &CompiledProjection{p.core}, nil
}

// All is Selection.All.
func (c *Compiled[O]) All(ctx context.Context, args ...query.Args) ([]O, error) {
	return listOf[O](c.core.given(args).all(ctx))
}

// One is Selection.One.
func (c *Compiled[O]) One(ctx context.Context, args ...query.Args) (O, error) {
	return as[O](c.core.given(args).one(ctx))
}

// First is Selection.First.
func (c *Compiled[O]) First(ctx context.Context, args ...query.Args) (O, error) {
	return as[O](c.core.given(args).first(ctx))
}

// Count is Selection.Count.
func (c *Compiled[O]) Count(ctx context.Context, args ...query.Args) (int64, error) {
	return c.core.given(args).count(ctx)
}

// Exists is Selection.Exists.
func (c *Compiled[O]) Exists(ctx context.Context, args ...query.Args) (bool, error) {
	return c.core.given(args).exists(ctx)
}

// Stream is Selection.Stream.
func (c *Compiled[O]) Stream(ctx context.Context, args ...query.Args) iter.Seq2[O, error] {
	return streamOf[O](ctx, c.core.given(args))
}

// Keys is Selection.Keys.
func (c *Compiled[O]) Keys(ctx context.Context, args ...query.Args) ([]Key, error) {
	return c.core.given(args).keys(ctx)
}

// Scored is Selection.Scored.
func (c *Compiled[O]) Scored(ctx context.Context, args ...query.Args) ([]Scored[O], error) {
	return scoredOf[O](c.core.given(args).scored(ctx))
}

// Delete is Selection.Delete.
func (c *Compiled[O]) Delete(ctx context.Context, args ...query.Args) (int64, error) {
	return c.core.given(args).delete(ctx)
}

func (c *Compiled[O]) selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error) {
	return c.core.selected(ctx, row, args)
}

func (c *CompiledProjection) selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error) {
	return c.core.selected(ctx, row, args)
}

func (s selection) given(args []query.Args) selection {
	s.args = joined(args)
	return s
}

// joined gives all values of placeholders in one map.
func joined(args []query.Args) query.Args {
	switch len(args) {
	case 0:
		return nil
	case 1:
		return args[0]
	}
	all := query.Args{}
	for _, more := range args {
		maps.Copy(all, more)
	}
	return all
}

// prepared has the statements of a Compiled that were written already.
type prepared struct {
	whole query.Statement // with all placeholders
	texts sync.Map        // preparedID -> *preparedText
}

type preparedID struct {
	verb    string
	dialect query.Dialect
	row     reflect.Type // into which Select reads; nil for others
}

type preparedText struct {
	stmt   query.Statement
	levels []query.Level
}

// text gives a statement that was written before, or writes it. Of nothing that was compiled, it
// always writes.
func (p *prepared) text(id preparedID, write func() (query.Statement, []query.Level, error)) (query.Statement, []query.Level, error) {
	if p == nil {
		return write()
	}
	if known, ok := p.texts.Load(id); ok {
		text := known.(*preparedText)
		return text.stmt, text.levels, nil
	}
	stmt, levels, err := write()
	if err == nil {
		p.texts.Store(id, &preparedText{stmt, levels})
	}
	return stmt, levels, err
}

// bind gives a statement the values of its placeholders.
func (p *prepared) bind(stmt query.Statement, args query.Args) (query.Statement, error) {
	switch {
	case p != nil:
		return stmt.Bind(args, p.whole)
	case stmt.IsOpen() || len(args) > 0:
		return stmt.Bind(args)
	}
	return stmt, nil
}
