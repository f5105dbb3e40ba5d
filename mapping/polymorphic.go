package mapping

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// NoTypeError says that no registered type that could stand in the place fits the
// labels of a node. It is found by errors.As below a *DecodeError.
type NoTypeError struct {
	Interface reflect.Type
	Labels    []string // of the node, sorted
}

func (e *NoTypeError) Error() string {
	return fmt.Sprintf("ogm: no registered type that implements %s fits the labels %s; name it in ogm.WithTypes", e.Interface, strings.Join(e.Labels, ":"))
}

// AmbiguousTypeError says that several registered types fit the labels of a node
// equally well. It is found by errors.As below a *DecodeError.
type AmbiguousTypeError struct {
	Interface reflect.Type
	Labels    []string       // of the node, sorted
	Types     []reflect.Type // that fit
}

func (e *AmbiguousTypeError) Error() string {
	names := make([]string, len(e.Types))
	for i, t := range e.Types {
		names[i] = t.String()
	}
	return fmt.Sprintf("ogm: %s fit the labels %s equally; give one of them another label", strings.Join(names, " and "), strings.Join(e.Labels, ":"))
}

// interfaceCell reads a node as the registered type that implements an interface
// and fits the node's labels best: all of the type's labels are there, and no other
// such type has more.
func (p *RowPlan) interfaceCell(t reflect.Type) (cell, error) {
	type candidate struct {
		node *schema.NodeType
		read cell
	}
	var candidates []candidate
	for _, node := range p.mapper.registry.NodeTypes() {
		if !reflect.PointerTo(node.Type).Implements(t) {
			continue
		}
		read, err := p.structPointerCell(node.Type, "", 0)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, candidate{node, read})
	}
	return func(value any, into reflect.Value) *DecodeError {
		if value == nil {
			into.SetZero()
			return nil
		}
		met, ok := value.(dbtype.Node)
		if !ok {
			return misfit(value, t, "want NODE")
		}
		var best []candidate
		for _, c := range candidates {
			switch {
			case slices.ContainsFunc(c.node.Labels, func(label string) bool { return !slices.Contains(met.Labels, label) }):
			case len(best) == 0 || len(c.node.Labels) > len(best[0].node.Labels):
				best = []candidate{c}
			case len(c.node.Labels) == len(best[0].node.Labels):
				best = append(best, c)
			}
		}
		switch len(best) {
		case 0:
			err := &NoTypeError{Interface: t, Labels: slices.Sorted(slices.Values(met.Labels))}
			return rejected(value, t, strings.TrimPrefix(err.Error(), "ogm: "), err)
		case 1:
			target := reflect.New(reflect.PointerTo(best[0].node.Type)).Elem()
			if err := best[0].read(value, target); err != nil {
				return err
			}
			into.Set(target)
			return nil
		}
		err := &AmbiguousTypeError{Interface: t, Labels: slices.Sorted(slices.Values(met.Labels))}
		for _, c := range best {
			err.Types = append(err.Types, c.node.Type)
		}
		return rejected(value, t, strings.TrimPrefix(err.Error(), "ogm: "), err)
	}, nil
}
