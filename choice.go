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
	return s.load(ctx, nameOfAll, query.Choice.All, query.Choice.AllWith)
}

func (s selection) one(ctx context.Context) (any, error) {
	return s.single(s.load(ctx, "one", query.Choice.One, query.Choice.OneWith))
}

func (s selection) first(ctx context.Context) (any, error) {
	s.find = s.find.First()
	return s.single(s.load(ctx, "first", query.Choice.All, query.Choice.AllWith))
}

func (s selection) count(ctx context.Context) (int64, error) {
	stmt, err := s.build(ctx, "count", query.Choice.Count)
	return answer[int64](ctx, s, stmt, err)
}

func (s selection) exists(ctx context.Context) (bool, error) {
	stmt, err := s.build(ctx, "exists", query.Choice.Exists)
	return answer[bool](ctx, s, stmt, err)
}

func (s selection) delete(ctx context.Context) (int64, error) {
	stmt, err := s.change(ctx, "delete", func(setting query.Setting) (query.Statement, error) {
		owners, err := s.reader.owners()
		if err != nil {
			return query.Statement{}, err
		}
		return s.find.Delete(setting, owners)
	})
	return answer[int64](ctx, s, stmt, err)
}

func (s selection) single(objects []any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return s.reader.single(objects, nil)
}

// answer runs a statement that returns one value.
func answer[V any](ctx context.Context, s selection, stmt query.Statement, err error) (V, error) {
	var value V
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
func (s selection) load(ctx context.Context, verb string, plain plainVerb, graph query.Verb) ([]any, error) {
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

// Names of verbs that two places ask for.
const (
	nameOfAll = "all"
	withPlan  = " with" // behind that of a verb whose statement knows a fetch plan
)

// plainVerb is a query.Verb that knows no fetch plan.
type plainVerb func(query.Choice, query.Setting) (query.Statement, error)

func (v plainVerb) verb(f query.Choice, setting query.Setting, _ query.Branches) (query.Statement, []query.Level, error) {
	stmt, err := v(f, setting)
	return stmt, nil, err
}

// build makes a statement that asks, in the server's dialect.
func (s selection) build(ctx context.Context, name string, verb plainVerb) (query.Statement, error) {
	setting, err := s.setting(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	stmt, _, err := s.text(name, setting, verb.verb, query.Branches{})
	return stmt, err
}

// graph is build for a statement with a fetch plan.
func (s selection) graph(name string, verb query.Verb) graphStatement {
	return func(dialect query.Dialect) (query.Statement, []query.Level, error) {
		return s.text(name+withPlan, s.reader.setting(dialect), verb, s.branches())
	}
}

// text gives a statement that depends on nothing but the selection: its text may be that of another, which
// looked alike.
func (s selection) text(name string, setting query.Setting, verb query.Verb, branches query.Branches) (query.Statement, []query.Level, error) {
	return s.bound(name, setting.Dialect, func() (query.Statement, []query.Level, error) {
		return s.reader.texts.Write(name, verb, s.find, setting, branches)
	})
}

// change makes a statement that writes, and may depend on more than the selection.
func (s selection) change(ctx context.Context, name string, write func(query.Setting) (query.Statement, error)) (query.Statement, error) {
	setting, err := s.setting(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	stmt, _, err := s.bound(name, setting.Dialect, func() (query.Statement, []query.Level, error) {
		stmt, err := write(setting)
		return stmt, nil, err
	})
	return stmt, err
}

// bound gives a statement, written now or when the selection was compiled, with the values of its placeholders.
func (s selection) bound(name string, dialect query.Dialect, write func() (query.Statement, []query.Level, error)) (query.Statement, []query.Level, error) {
	stmt, levels, err := s.prepared.text(preparedID{verb: name, dialect: dialect}, write)
	if err == nil {
		stmt, err = s.prepared.bind(stmt, s.args)
	}
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
