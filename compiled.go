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
type Compiled[T, O any] struct {
	selection Selection[T, O]
}

// Compile keeps the statements of a selection for many runs. It does no I/O, and reports
// mistakes in the selection. Values that differ from run to run are placeholders:
//
//	since, err := people.Match(Born.Given("year").Ge()).OrderBy(Born.Asc()).Compile()
//	list, err := since.All(ctx, query.Args{"year": 1960})
func (s Selection[T, O]) Compile() (*Compiled[T, O], error) {
	whole, err := s.open()
	if err != nil {
		return nil, err
	}
	s.prepared, s.args = &prepared{whole: whole}, nil
	return &Compiled[T, O]{s}, nil
}

// All is Selection.All.
func (c *Compiled[T, O]) All(ctx context.Context, args ...query.Args) ([]O, error) {
	return c.given(args).All(ctx)
}

// One is Selection.One.
func (c *Compiled[T, O]) One(ctx context.Context, args ...query.Args) (O, error) {
	return c.given(args).One(ctx)
}

// First is Selection.First.
func (c *Compiled[T, O]) First(ctx context.Context, args ...query.Args) (O, error) {
	return c.given(args).First(ctx)
}

// Count is Selection.Count.
func (c *Compiled[T, O]) Count(ctx context.Context, args ...query.Args) (int64, error) {
	return c.given(args).Count(ctx)
}

// Exists is Selection.Exists.
func (c *Compiled[T, O]) Exists(ctx context.Context, args ...query.Args) (bool, error) {
	return c.given(args).Exists(ctx)
}

// Stream is Selection.Stream.
func (c *Compiled[T, O]) Stream(ctx context.Context, args ...query.Args) iter.Seq2[O, error] {
	return c.given(args).Stream(ctx)
}

func (c *Compiled[T, O]) given(args []query.Args) Selection[T, O] {
	s := c.selection
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
