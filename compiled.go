package ogm

import (
	"context"
	"iter"
	"maps"
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
func (s Selection[T, O]) Compile() (*Compiled[O], error) {
	whole, err := s.core.open()
	if err != nil {
		return nil, err
	}
	s.core.prepared, s.core.args = &prepared{whole: whole}, nil
	return &Compiled[O]{s.core}, nil
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

func (s selection) given(args []query.Args) selection {
	switch len(args) {
	case 0:
	case 1:
		s.args = args[0]
	default:
		s.args = query.Args{}
		for _, more := range args {
			maps.Copy(s.args, more)
		}
	}
	return s
}

// prepared has the statements of a Compiled that were written already.
type prepared struct {
	whole query.Statement // with all placeholders
	texts sync.Map        // preparedID -> *preparedText
}

type preparedID struct {
	verb    string
	dialect query.Dialect
}

type preparedText struct {
	stmt   query.Statement
	levels []query.Level
}

// text gives a statement that was written before, or writes it. Of no Compiled, it always
// writes.
func (p *prepared) text(verb string, dialect query.Dialect, write func() (query.Statement, []query.Level, error)) (query.Statement, []query.Level, error) {
	if p == nil {
		return write()
	}
	id := preparedID{verb, dialect}
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
