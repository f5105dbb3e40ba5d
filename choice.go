package ogm

import (
	"context"
	"errors"

	"github.com/go-ogm/ogm/query"
)

// selection is a Selection without its types.
type selection struct {
	reader   *reader
	find     query.Choice
	plan     query.Branches
	prepared *prepared  // of a Compiled
	args     query.Args // likewise
}

var errEmptySelection = errors.New("ogm: the selection is empty; make it by Match of a repository")

// check refuses the zero value, which nothing has made.
func (s selection) check() error {
	if s.reader == nil {
		return errEmptySelection
	}
	return nil
}

func (s selection) all(ctx context.Context) ([]any, error) {
	return s.load(ctx, "all", query.Choice.All, query.Choice.AllWith)
}

func (s selection) one(ctx context.Context) (any, error) {
	return s.single(s.load(ctx, "one", query.Choice.One, query.Choice.OneWith))
}

func (s selection) first(ctx context.Context) (any, error) {
	s.find = s.find.First()
	return s.single(s.load(ctx, "first", query.Choice.All, query.Choice.AllWith))
}

func (s selection) count(ctx context.Context) (int64, error) {
	return answer[int64](ctx, s, "count", query.Choice.Count)
}

func (s selection) exists(ctx context.Context) (bool, error) {
	return answer[bool](ctx, s, "exists", query.Choice.Exists)
}

func (s selection) delete(ctx context.Context) (int64, error) {
	return answer[int64](ctx, s, "delete", func(f query.Choice, setting query.Setting) (query.Statement, error) {
		owners, err := s.reader.owners()
		if err != nil {
			return query.Statement{}, err
		}
		return f.Delete(setting, owners)
	})
}

func (s selection) single(objects []any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return s.reader.single(objects, nil)
}

// answer runs a statement that returns one value.
func answer[V any](ctx context.Context, s selection, verb string, write statementOf) (V, error) {
	var value V
	stmt, err := s.build(ctx, verb, write)
	if err != nil {
		return value, err
	}
	result, err := Query[V](ctx, s.reader.querier(), stmt)
	if err != nil {
		return value, err
	}
	return result.Records[0], nil
}

// load runs a statement that returns nodes: written by plain, or by graph where there is a
// fetch plan or a unit.
func (s selection) load(ctx context.Context, verb string, plain statementOf, graph graphOf) ([]any, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.reader.needsGraph(s.branches()) {
		answer, err := s.reader.loadGraph(ctx, s.graph(verb, graph))
		return answer.objects, err
	}
	stmt, err := s.build(ctx, verb, plain)
	if err != nil {
		return nil, err
	}
	answer, err := s.reader.load(ctx, stmt)
	if err != nil {
		return nil, err
	}
	return answer.objects, nil
}

// branches is the fetch plan, with what the repository always loads.
func (s selection) branches() query.Branches { return s.reader.defaults.And(s.plan) }

// statementOf is a method of query.Choice that gives a statement, graphOf one that gives a
// statement with a fetch plan.
type (
	statementOf func(query.Choice, query.Setting) (query.Statement, error)
	graphOf     func(query.Choice, query.Setting, query.Branches) (query.Statement, []query.Level, error)
)

// build makes a statement in the server's dialect.
func (s selection) build(ctx context.Context, verb string, write statementOf) (query.Statement, error) {
	setting, err := s.setting(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	stmt, _, err := s.text(verb, setting.Dialect, func() (query.Statement, []query.Level, error) {
		stmt, err := write(s.find, setting)
		return stmt, nil, err
	})
	return stmt, err
}

// graph is build for a statement with a fetch plan.
func (s selection) graph(verb string, write graphOf) graphStatement {
	return func(dialect query.Dialect) (query.Statement, []query.Level, error) {
		return s.text(verb+" with", dialect, func() (query.Statement, []query.Level, error) {
			return write(s.find, s.reader.setting(dialect), s.branches())
		})
	}
}

// text gives a statement, written now or when the selection was compiled, with the values
// of its placeholders.
func (s selection) text(verb string, dialect query.Dialect, write func() (query.Statement, []query.Level, error)) (query.Statement, []query.Level, error) {
	stmt, levels, err := s.prepared.text(preparedID{verb: verb, dialect: dialect}, write)
	if err != nil {
		return stmt, nil, err
	}
	stmt, err = s.prepared.bind(stmt, s.args)
	return stmt, levels, err
}

// setting is what a statement needs to know of the server and of the type.
func (s selection) setting(ctx context.Context) (query.Setting, error) {
	if err := s.check(); err != nil {
		return query.Setting{}, err
	}
	server, err := s.reader.db.client.Server(ctx)
	if err != nil {
		return query.Setting{}, err
	}
	return s.reader.setting(server.Dialect), nil
}
