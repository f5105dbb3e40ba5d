package query_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// part is one group of a commit, with what its rows carry and what comes back.
type part struct {
	node      func(testing.TB) *schema.NodeType
	operation query.Operation
	columns   []string
	echo      []string // behind the row's number; nil where only a count comes back
	labels    []string // beyond the type's own
	removed   []string // that an update takes away
}

// linkPart is a group of relationships.
type linkPart struct {
	name      string
	pattern   func(testing.TB) query.Pattern
	operation query.Operation
	lead      int // values of the nodes' keys
	columns   []string
	echo      []string
}

var linkCommits = []linkPart{
	{"Link, no properties", pattern[Tag, Account]("MARKS", false), query.Link, 2, []string{}, nil},
	{"Link, undirected, a composite key", pattern[Seat, Tag]("BESIDE", true), query.Link, 3, []string{}, nil},
	{"Link, all options", patternWith[Casting]("CAST"), query.Link, 2, []string{"created", "names", "fee", "updated"}, []string{"created", "version"}},
	{"Link, a key of its own", patternWith[Deal]("DEAL"), query.Link, 2, []string{"id", "sum"}, nil},
	{"Link, only a key of its own", patternWith[Ticket]("TICKET"), query.Link, 2, []string{"id"}, nil},
	{"Link, hostile names", patternWith[HostileLink]("a`b:x\\u0060]->() DETACH DELETE n //"), query.Link, 2, []string{"\\u0060", "x\\uu0060) DETACH DELETE n //"}, nil},
	{"Relink, all options", patternWith[Casting]("CAST"), query.Relink, 2, []string{}, []string{"version"}},
	{"Relink, a key of its own", patternWith[Deal]("DEAL"), query.Relink, 2, []string{"id"}, []string{}},
	{"Unlink, no properties", pattern[Tag, Account]("MARKS", false), query.Unlink, 2, []string{}, nil},
	{"Unlink, undirected, a composite key", pattern[Seat, Tag]("BESIDE", true), query.Unlink, 3, []string{}, nil},
	{"Unlink, a version", patternWith[Casting]("CAST"), query.Unlink, 2, []string{}, []string{"version"}},
	{"Unlink, a key of its own", patternWith[Deal]("DEAL"), query.Unlink, 2, []string{"id"}, nil},
}

func pattern[S, E any](label string, undirected bool) func(testing.TB) query.Pattern {
	return func(t testing.TB) query.Pattern {
		return query.Pattern{Start: node[S](t), End: node[E](t), Label: label, Undirected: undirected}
	}
}

func patternWith[R any](label string) func(testing.TB) query.Pattern {
	return func(t testing.TB) query.Pattern {
		p := pattern[Account, Tag](label, false)(t)
		p.Relationship = relationship[R](t)
		require.Equal(t, label, p.Relationship.Label)
		return p
	}
}

var commits = []struct {
	name  string
	parts []part
}{
	{"Save, only a key", []part{{node[Tag], query.Save, []string{"name"}, nil, nil, nil}}},
	{"Create, only a key", []part{{node[Tag], query.Create, []string{"name"}, nil, nil, nil}}},
	{"Delete, only a key", []part{{node[Tag], query.Delete, []string{"name"}, []string{}, nil, nil}}},

	{"Save, all options", []part{{node[Account], query.Save, []string{"id", "created", "name", "born", "updated"}, []string{"created", "version"}, nil, nil}}},
	{"Create, all options", []part{{node[Account], query.Create, []string{"id", "name", "born", "created", "updated"}, nil, nil, nil}}},
	{"Delete, all options", []part{{node[Account], query.Delete, []string{"id"}, []string{"version"}, nil, nil}}},

	{"Save, composite key", []part{{node[Seat], query.Save, []string{"row", "number", "taken"}, nil, nil, nil}}},
	{"Create, composite key", []part{{node[Seat], query.Create, []string{"row", "number", "taken"}, nil, nil, nil}}},
	{"Delete, composite key", []part{{node[Seat], query.Delete, []string{"row", "number"}, []string{}, nil, nil}}},

	{"Save, map and labels", []part{{node[Crate], query.Save, []string{"id"}, nil, []string{"Cold", "x\\u0060"}, nil}}},
	{"Create, map and labels", []part{{node[Crate], query.Create, []string{"id"}, nil, []string{"Cold", "x\\u0060"}, nil}}},

	{"Ensure, only a key", []part{{node[Tag], query.Ensure, []string{"name"}, nil, nil, nil}}},
	{"Ensure, all options", []part{{node[Account], query.Ensure, []string{"id", "name", "born", "created", "updated"}, []string{}, nil, nil}}},
	{"Ensure, stamps without version", []part{{node[Stamped], query.Ensure, []string{"id", "at"}, []string{}, nil, nil}}},
	{"Ensure, composite key", []part{{node[Seat], query.Ensure, []string{"row", "number", "taken"}, nil, nil, nil}}},
	{"Ensure, map and labels", []part{{node[Crate], query.Ensure, []string{"id"}, nil, []string{"Cold", "x\\u0060"}, nil}}},
	{"Ensure, hostile names", []part{{node[Hostile], query.Ensure, hostileNames, nil, nil, nil}}},

	{"Update, only a key", []part{{node[Tag], query.Update, []string{"name"}, []string{}, nil, nil}}},
	{"Update, all options", []part{{node[Account], query.Update, []string{"id"}, []string{"version"}, nil, nil}}},
	{"Update, composite key", []part{{node[Seat], query.Update, []string{"row", "number"}, []string{}, nil, nil}}},
	{"Update, labels", []part{{node[Crate], query.Update, []string{"id"}, []string{}, []string{"Cold"}, []string{"x\\u0060", "Warm"}}}},
	{"Clear", []part{{node[Account], query.Clear, []string{"id"}, nil, nil, nil}}},
	{"Rekey", []part{{node[Account], query.Rekey, []string{"id", "id"}, []string{}, nil, nil}}},
	{"Rekey, composite key", []part{{node[Seat], query.Rekey, []string{"row", "number", "row", "number"}, []string{}, nil, nil}}},
	{"Delete, with what it owns", []part{{node[Order], query.Delete, []string{"id"}, []string{"version"}, nil, nil}}},
	{"Delete, with what leads to it and is owned", []part{{node[Folder], query.Delete, []string{"name"}, []string{}, nil, nil}}},

	{"Create, no key", []part{{node[Event], query.Create, []string{"at", "kind"}, nil, nil, nil}}},

	{"Save, hostile names", []part{{node[Hostile], query.Save, hostileNames, nil, nil, nil}}},
	{"Create, hostile names", []part{{node[Hostile], query.Create, hostileNames, nil, nil, nil}}},
	{"Delete, hostile names", []part{{node[Hostile], query.Delete, hostileNames[:1], []string{}, nil, nil}}},

	{"several groups", []part{
		{node[Account], query.Delete, []string{"id"}, []string{"version"}, nil, nil},
		{node[Seat], query.Save, []string{"row", "number", "taken"}, nil, nil, nil},
		{node[Tag], query.Save, []string{"name"}, nil, nil, nil},
		{node[Event], query.Create, []string{"at", "kind"}, nil, nil, nil},
	}},
}

var hostileNames = []string{`\u0060`, `x\uu0060) DETACH DELETE n //`, `\\u0060`, `x\u00zz`, "a AS b MATCH (n) DETACH DELETE n //", "match", "a, b: c"}

func commitStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	for _, test := range commits {
		var groups []*query.Group
		rows := map[string]any{}
		for i, part := range test.parts {
			group, err := newGroup(t, part)
			require.NoError(t, err, test.name)
			assert.Equal(t, part.columns, names(group.Columns), "%s: columns", test.name)
			assert.Equal(t, part.echo != nil, group.Echoes, "%s: whether rows come back", test.name)
			if part.echo != nil {
				assert.Equal(t, part.echo, names(group.Echo), "%s: echo", test.name)
			}
			groups = append(groups, group)
			rows[query.GroupName(i)] = []any{sampleRow(group)}
		}
		list = append(list, statement{test.name, query.Text(groups, dialect), query.Params{"b": rows}})
	}
	for _, test := range linkCommits {
		group, err := query.NewLinkGroup(test.pattern(t), test.operation)
		require.NoError(t, err, test.name)
		assert.Equal(t, test.lead, group.Lead, test.name)
		assert.Equal(t, test.columns, names(group.Columns), "%s: columns", test.name)
		assert.Equal(t, test.echo != nil, group.Echoes, "%s: whether rows come back", test.name)
		assert.ElementsMatch(t, test.echo, names(group.Echo), "%s: echo", test.name)
		list = append(list, statement{test.name, query.Text([]*query.Group{group}, dialect), query.Params{"b": map[string]any{"g0": []any{sampleRow(group)}}}})
	}
	for i, test := range linkCommits {
		if test.operation != query.Link {
			continue
		}
		gathering := []query.Gathering{query.ByStart, query.ByEnd}[i%2]
		group, err := query.NewGatheredGroup(test.pattern(t), gathering)
		require.NoError(t, err, test.name)
		assert.Equal(t, test.columns, names(group.Columns), "%s: columns", test.name)
		rows := group.GatheredRows([]any{sampleRow(group)}, func(key []any) string { return fmt.Sprint(key) })
		list = append(list, statement{test.name + ", gathered", query.Text([]*query.Group{group}, dialect), query.Params{"b": map[string]any{"g0": rows}}})
	}
	for _, test := range prunes {
		pruning, owned := test.pruning(t)
		group, err := query.NewPruneGroup(pruning, owned)
		require.NoError(t, err, test.name)
		list = append(list, statement{test.name, query.Text([]*query.Group{group}, dialect), query.Params{"b": map[string]any{"g0": []any{sampleRow(group)}}}})
	}
	return list
}

// prunes delete what a row does not list.
var prunes = []struct {
	name    string
	pruning func(testing.TB) (query.Pruning, *schema.Ownership)
}{
	{"Prune, outgoing", pruning[Order, Tag, none]("Buyer")},
	{"Prune, incoming, owned", pruning[Folder, Folder, none]("Folders")},
	{"Prune, undirected, a composite key", pruning[Folder, Seat, none]("Seats")},
	{"Prune, a key of its own", pruning[Folder, Tag, Deal]("Deals")},
	{"Prune, owned, with what that owns", pruning[Order, Line, none]("Lines")},
}

// none stands for no struct of a relationship.
type none struct{}

func pruning[O, N, R any](field string) func(testing.TB) (query.Pruning, *schema.Ownership) {
	return func(t testing.TB) (query.Pruning, *schema.Ownership) {
		reg := registry()
		owner, err := reg.Node(reflect.TypeFor[O]())
		require.NoError(t, err)
		require.NoError(t, reg.Reach(owner))
		other, err := reg.Node(reflect.TypeFor[N]())
		require.NoError(t, err)
		made := query.Pruning{Owner: owner, Other: other}
		made.Edge = owner.Edges[slices.IndexFunc(owner.Edges, func(e *schema.Edge) bool { return e.Field == field })]
		if reflect.TypeFor[R]() != reflect.TypeFor[none]() {
			made.Relationship = relationship[R](t)
		}
		return made, reg.Owned(other)
	}
}

func newGroup(t *testing.T, part part) (*query.Group, error) {
	node := part.node(t)
	switch part.operation {
	case query.Delete:
		reg := registry()
		require.NoError(t, reg.Reach(node))
		return query.NewDeleteGroup(node, reg.Owned(node))
	case query.Clear:
		return query.NewClearGroup(node, node.Properties[1])
	}
	if len(part.removed) > 0 {
		return query.NewRelabelGroup(node, part.labels, part.removed)
	}
	return query.NewGroup(node, part.operation, part.labels)
}

func TestCommits(t *testing.T) {
	golden(t, "commit", commitStatements(t, cypher.Newest))
	golden(t, "commit.4.4", commitStatements(t, cypher.Four))
	golden(t, "commit", commitStatements(t, cypher.Scoped))
	golden(t, "commit.4.4", commitStatements(t, cypher.Five))
}

func names(properties []*schema.Property) []string {
	list := []string{}
	for _, property := range properties {
		list = append(list, property.Name)
	}
	return list
}

// sampleRow has a value of the right kind for each column.
func sampleRow(group *query.Group) []any {
	var row []any
	for range group.Lead {
		row = append(row, "x")
	}
	for _, property := range group.Columns {
		switch property.Value.Base().Kind {
		case schema.Int:
			row = append(row, int64(1))
		case schema.Bool:
			row = append(row, true)
		case schema.Time:
			row = append(row, time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC))
		default:
			row = append(row, "x")
		}
	}
	for _, field := range group.Maps {
		row = append(row, map[string]any{field.Prefix + "a": 1}, field.Prefix)
	}
	if group.Sparse {
		row = append(row, map[string]any{"a": 1})
	}
	if group.Listed {
		row = append(row, []any{[]any{"x"}})
	}
	if group.Echoes {
		row = append(row, 0)
	}
	return row
}
