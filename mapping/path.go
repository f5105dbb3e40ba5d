package mapping

import (
	"reflect"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// Path is a path of the graph as Go values: Nodes in order, and between each two of
// them one of the Relationships. N and R are what a column may be: pointers to the
// structs of nodes and relationships, interfaces, any.
type Path[N, R any] struct {
	Nodes         []N // one more than Relationships
	Relationships []R
}

func (*Path[N, R]) isPath() {}

// isPath tells a Path of whatever types.
func isPath(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ isPath() }]())
}

// pathCell reads a path into a Path.
func (p *RowPlan) pathCell(t reflect.Type, path string, depth int) (cell, error) {
	type side struct {
		index  int
		name   string
		decode cell
	}
	var sides []side
	for i := range t.NumField() {
		field := t.Field(i)
		decode, err := p.cellOf(field.Type, path+"."+field.Name, depth+1)
		if err != nil {
			return nil, err
		}
		sides = append(sides, side{i, field.Name, decode})
	}
	return func(value any, into reflect.Value) *DecodeError {
		met, ok := value.(dbtype.Path)
		switch {
		case value == nil:
			return misfit(nil, t, "want PATH; use *"+t.String()+" for a column that may be null")
		case !ok:
			return misfit(value, t, "want PATH")
		}
		for i, elements := range [][]any{nodesOf(met), relationshipsOf(met)} {
			if err := sides[i].decode(elements, into.Field(sides[i].index)); err != nil {
				err.Path = "." + sides[i].name + err.Path
				return err
			}
		}
		return nil
	}, nil
}

// pathElements gives what a list with elements of type t takes of a path:
// relationships where t is the struct of one, both in turn where t is any, else nodes.
func pathElements(met dbtype.Path, t reflect.Type) []any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	nodes, relationships := nodesOf(met), relationshipsOf(met)
	switch {
	case schema.IsRelationship(t) || t == reflect.TypeFor[dbtype.Relationship]():
		return relationships
	case t.Kind() != reflect.Interface || t.NumMethod() > 0:
		return nodes
	}
	both := make([]any, 0, len(nodes)+len(relationships))
	for i, node := range nodes {
		both = append(both, node)
		if i < len(relationships) {
			both = append(both, relationships[i])
		}
	}
	return both
}

func nodesOf(met dbtype.Path) []any {
	list := make([]any, len(met.Nodes))
	for i, node := range met.Nodes {
		list[i] = node
	}
	return list
}

func relationshipsOf(met dbtype.Path) []any {
	list := make([]any, len(met.Relationships))
	for i, relationship := range met.Relationships {
		list[i] = relationship
	}
	return list
}
