package mapping

import (
	"reflect"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// pendingEnd is a field for a node that the result may still bring.
type pendingEnd struct {
	elementID string
	place     reflect.Value
	stays     bool // the place is behind a pointer, so it outlives its record
}

// relationshipCell reads a relationship. Its ends are the nodes of the same result
// that come as pointers: a relationship itself carries no more of them than their
// element ids.
func (p *RowPlan) relationshipCell(t reflect.Type) (cell, error) {
	relationship, err := p.mapper.registry.Relationship(t)
	if err != nil {
		return nil, err
	}
	plan := p.mapper.Relationship(relationship)
	return func(value any, into reflect.Value) *DecodeError {
		met, ok := value.(dbtype.Relationship)
		switch {
		case value == nil:
			return misfit(nil, t, "want RELATIONSHIP; use *"+t.String()+" for a column that may be null")
		case !ok:
			return misfit(value, t, "want RELATIONSHIP")
		case relationship.Label != "" && met.Type != relationship.Label:
			return misfit(value, t, "want a relationship of type "+relationship.Label+", not "+met.Type)
		}
		if field := relationship.ElementID; field != nil {
			reach(into, field.Index, true).SetString(met.ElementId)
		}
		p.await(relationship.Start, met.StartElementId, into)
		p.await(relationship.End, met.EndElementId, into)
		return plan.decodeProperties(met.Props, into)
	}, nil
}

func (p *RowPlan) await(end *schema.End, elementID string, into reflect.Value) {
	if end != nil {
		p.pending = append(p.pending, pendingEnd{elementID: elementID, place: reach(into, end.Index, true)})
	}
}

// settle fills the ends whose nodes have come. What is left waits for later records
// where its place stays.
func (p *RowPlan) settle() {
	kept := p.pending[:0]
	for _, end := range p.pending {
		if !p.fill(end) && end.stays {
			kept = append(kept, end)
		}
	}
	p.pending = kept
}

func (p *RowPlan) fill(end pendingEnd) bool {
	t := end.place.Type()
	if t.Kind() == reflect.Pointer {
		node, ok := p.seen[identity{end.elementID, t.Elem()}]
		if ok {
			end.place.Set(node)
		}
		return ok
	}
	for _, node := range p.mapper.registry.NodeTypes() {
		if known, ok := p.seen[identity{end.elementID, node.Type}]; ok && known.Type().Implements(t) {
			end.place.Set(known)
			return true
		}
	}
	return false
}
