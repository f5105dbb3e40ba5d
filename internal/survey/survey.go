// Package survey looks at the data of a database: which labels nodes have together, which
// properties with which types of values, which relationships lead from where to where. It
// samples, so that the cost does not grow with the data; what it gives is a value, which
// cmd/ogm makes structs and diagrams of. Constraints and indexes are internal/catalog's.
package survey

import (
	"cmp"
	"context"
	"slices"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// DefaultSample is how many nodes of a label and how many relationships of a type are looked
// at where nothing else is asked for.
const DefaultSample = 1000

// Options say how much is looked at.
type Options struct {
	// Sample is how many nodes of each label and relationships of each type are looked at;
	// 0 for all of them, which reads the whole database.
	Sample int
}

// Graph is what was seen. It is in one order, that of names, so that equal databases give
// equal graphs.
type Graph struct {
	Labels  []Label
	Types   []Type
	Catalog schema.Catalog
}

// Label is a label and the nodes that have it.
type Label struct {
	Name       string
	Count      int64 // of its nodes
	Sampled    int   // of them were looked at
	Sets       []Set // of labels that nodes have together, this one among them
	Properties []Property
}

// Set is a set of labels, sorted.
type Set struct {
	Labels []string
	Met    int // nodes with it
}

// Property is a property of the nodes or relationships that were looked at.
type Property struct {
	Name    string
	Met     int      // nodes or relationships that have it
	Types   []string // of its values, as mapping.TypeOf names them, sorted
	Zero    bool     // some value is false, 0 or an empty text
	Repeats bool     // two have an equal value
}

// Type is a type of relationships.
type Type struct {
	Name     string
	Count    int64
	Sampled  int
	Patterns []Pattern
}

// Pattern is between which nodes relationships of a type lead.
type Pattern struct {
	Start, End []string // sets of labels, sorted; empty for nodes without any
	Met        int
	Starts     int   // nodes that they begin at
	Ends       int   // nodes that they lead to
	MaxOut     int64 // relationships of the type that begin at one of the starts, at most; 2 is two or more
	MaxIn      int64 // that lead to one of the ends
	Parallel   bool  // two lead from one node to the same other one
	Properties []Property
}

// Read looks at a database: some reads for each label and each type, each of which takes as
// long as the sample is large. Counts are the database's own, which cost nothing. What
// others change between the reads may be seen by some of them only.
//
// Labels and types of which there is nothing are left out, and what migration tools keep
// for themselves.
func Read(ctx context.Context, runner session.Runner, options Options) (Graph, error) {
	server, err := runner.Server(ctx)
	if err != nil {
		return Graph{}, err
	}
	r := &reader{runner: runner, dialect: server.Dialect, sample: int64(max(options.Sample, 0))}
	graph := Graph{}
	if graph.Catalog, err = catalog.Read(ctx, runner); err != nil {
		return Graph{}, err
	}
	labels, err := r.names(ctx, begin("CALL db.labels() YIELD label RETURN label"))
	if err != nil {
		return Graph{}, err
	}
	for _, name := range labels {
		label, err := r.label(ctx, name, graph.Catalog)
		if err != nil {
			return Graph{}, err
		}
		if label.Sampled > 0 {
			graph.Labels = append(graph.Labels, label)
		}
	}
	types, err := r.names(ctx, begin("CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType"))
	if err != nil {
		return Graph{}, err
	}
	for _, name := range types {
		found, err := r.typ(ctx, name, labels)
		if err != nil {
			return Graph{}, err
		}
		if len(found.Patterns) > 0 {
			graph.Types = append(graph.Types, found)
		}
	}
	return graph, nil
}

// names are labels or types that are in use, without those of migration tools, sorted.
func (r *reader) names(ctx context.Context, text *cypher.Writer) ([]string, error) {
	var names []string
	err := r.read(ctx, text, nil, func() rows {
		names = nil
		return func(values []any) { names = append(names, values[0].(string)) }
	})
	names = slices.DeleteFunc(names, toolOwned)
	slices.Sort(names)
	return names, err
}

func toolOwned(label string) bool { return schema.Index{Labels: []string{label}}.ToolOwned() }

// label looks at the nodes of one label.
func (r *reader) label(ctx context.Context, name string, has schema.Catalog) (Label, error) {
	label := Label{Name: name}
	var err error
	if label.Count, err = r.count(ctx, countOfLabel(name)); err != nil {
		return Label{}, err
	}
	seen := &tally{}
	sets := map[string]*Set{}
	for _, part := range r.parts(label.Count, farthestNode) {
		err := r.read(ctx, nodesOfLabel(r.dialect, name), part.params(), func() rows {
			return func(values []any) {
				if !seen.isNew(values[2].(string)) {
					return
				}
				labels := labelsOf(values[0])
				counted(sets, labels, func() *Set { return &Set{Labels: labels} }).Met++
				seen.add(values[1].(map[string]any))
			}
		})
		if err != nil {
			return Label{}, err
		}
	}
	label.Sampled, label.Properties = seen.met, seen.properties()
	label.Sets = sorted(sets, func(a, b Set) int { return slices.Compare(a.Labels, b.Labels) })
	if int64(label.Sampled) < label.Count {
		return label, r.zeros(ctx, label, has)
	}
	return label, nil
}

// zeros looks among all nodes, by the index of a uniqueness constraint, for keys that the
// sample may have missed and that a struct could not tell from none.
func (r *reader) zeros(ctx context.Context, label Label, has schema.Catalog) error {
	for _, constraint := range has.Constraints {
		unique := constraint.Kind == schema.UniqueConstraint || constraint.Kind == schema.KeyConstraint
		if !unique || constraint.EntityType != schema.NodeEntity || constraint.Label != label.Name || len(constraint.Properties) != 1 {
			continue
		}
		n, err := r.count(ctx, zerosOf(label.Name, constraint.Properties[0]))
		if err != nil {
			return err
		}
		for i := range label.Properties {
			if n > 0 && label.Properties[i].Name == constraint.Properties[0] {
				label.Properties[i].Zero = true
			}
		}
	}
	return nil
}

// typ looks at the relationships of one type.
func (r *reader) typ(ctx context.Context, name string, labels []string) (Type, error) {
	found := Type{Name: name}
	var err error
	if found.Count, err = r.count(ctx, countOfType(name)); err != nil {
		return Type{}, err
	}
	links := newLinks()
	for _, part := range r.parts(found.Count, farthestRelationship) {
		if err := r.links(ctx, links, name, "", "", part); err != nil {
			return Type{}, err
		}
	}
	if int64(links.all.met) < found.Count {
		if err := r.rare(ctx, links, name, labels); err != nil {
			return Type{}, err
		}
	}
	found.Sampled, found.Patterns = links.all.met, links.patterns()
	return found, nil
}

// rare looks for relationships at nodes of labels that the sample has none of. The database
// counts by label and type, so it is known where there are any.
func (r *reader) rare(ctx context.Context, links *links, name string, labels []string) error {
	counts, err := r.counts(ctx, name, labels)
	if err != nil {
		return err
	}
	for i, label := range labels {
		for _, side := range []struct {
			count      int64
			start, end string
		}{{counts[2*i], label, ""}, {counts[2*i+1], "", label}} {
			if side.count == 0 || links.has(side.start, side.end) {
				continue
			}
			if err := r.links(ctx, links, name, side.start, side.end, part{limit: r.sample}); err != nil {
				return err
			}
		}
	}
	return nil
}

// links reads relationships of a type, those between nodes of two labels where there are any.
func (r *reader) links(ctx context.Context, into *links, name, start, end string, part part) error {
	return r.read(ctx, linksOfType(r.dialect, name, start, end), part.params(), func() rows { return into.add })
}

// sorted gives the values of a map in their order.
func sorted[T any](m map[string]*T, compare func(a, b T) int) []T {
	list := make([]T, 0, len(m))
	for _, value := range m {
		list = append(list, *value)
	}
	slices.SortFunc(list, compare)
	return list
}

func comparePatterns(a, b Pattern) int {
	return cmp.Or(slices.Compare(a.Start, b.Start), slices.Compare(a.End, b.End))
}
