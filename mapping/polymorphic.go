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
// labels of a node, or the type of a relationship. It is found by errors.As below a *DecodeError.
type NoTypeError struct {
	Interface reflect.Type
	Labels    []string // of the node, sorted; of a relationship, its type
}

func (e *NoTypeError) Error() string {
	return fmt.Sprintf("ogm: no registered type that implements %s fits %s; name it in ogm.WithTypes", e.Interface, strings.Join(e.Labels, ":"))
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
	return fmt.Sprintf("ogm: %s fit %s equally; give one of them another label", strings.Join(names, " and "), strings.Join(e.Labels, ":"))
}

// candidate is a registered type that could stand for an interface.
type candidate struct {
	target reflect.Type // the struct
	labels []string     // that a node must have; of a relationship, its type alone
	read   cell         // into a pointer to target
}

func (p *RowPlan) candidates(t reflect.Type) (nodes, relationships []candidate, err error) {
	add := func(list *[]candidate, target reflect.Type, labels []string) {
		if err != nil || !reflect.PointerTo(target).Implements(t) {
			return
		}
		var read cell
		read, err = p.structPointerCell(target, "", 0)
		*list = append(*list, candidate{target, labels, read})
	}
	for _, node := range p.mapper.registry.NodeTypes() {
		add(&nodes, node.Type, node.Labels)
	}
	for _, relationship := range p.mapper.registry.RelationshipTypes() {
		if relationship.Label != "" {
			add(&relationships, relationship.Type, []string{relationship.Label})
		}
	}
	return nodes, relationships, err
}

// Family gives the registered types that implement an interface and have the first label of
// base, sorted by their names. There is one at least, and none has another key.
func (m *Mapper) Family(t reflect.Type, base *schema.NodeType) ([]*schema.NodeType, error) {
	if t.Kind() != reflect.Interface || t.NumMethod() == 0 {
		return nil, fmt.Errorf("ogm: %s is no interface with methods, so no type can be told to belong to it; give the interface first, then the struct with what its types have in common", t)
	}
	var members []*schema.NodeType
	for _, node := range m.registry.NodeTypes() {
		if !reflect.PointerTo(node.Type).Implements(t) || !slices.Contains(node.Labels, base.Label()) {
			continue
		}
		if err := CheckMember(node, base); err != nil {
			return nil, err
		}
		members = append(members, node)
	}
	if len(members) == 0 {
		return nil, fmt.Errorf("ogm: no registered type implements %s and has the label %s; name the types in ogm.WithTypes", t, base.Label())
	}
	return members, nil
}

// HasOthers tells whether some of the registered types that implement an interface lack a label
// of base. Not all of them do.
func (m *Mapper) HasOthers(t reflect.Type, base *schema.NodeType) (hasOthers bool, err error) {
	hasMembers := false
	for _, node := range m.registry.NodeTypes() {
		if reflect.PointerTo(node.Type).Implements(t) {
			isMember := base.Fits(node.Labels)
			hasMembers, hasOthers = hasMembers || isMember, hasOthers || !isMember
		}
	}
	if !hasMembers {
		return false, fmt.Errorf("ogm: no registered type implements %s and has the labels of %s; name the types in ogm.WithTypes", t, base.Name)
	}
	return hasOthers, nil
}

// CheckMember makes sure that the nodes of a type are among those of base.
func CheckMember(node, base *schema.NodeType) error {
	if !slices.Contains(node.Labels, base.Label()) {
		return fmt.Errorf("ogm: %s has no label %s, so a repository of %s would not find it; add the label", node.Name, base.Label(), base.Name)
	}
	same := func(a, b *schema.Property) bool { return a.Name == b.Name }
	if !slices.EqualFunc(node.Key, base.Key, same) {
		return fmt.Errorf("ogm: %s and %s have different keys, so neither could be found by that of the other; give them the same", node.Name, base.Name)
	}
	return nil
}

// interfaceCell reads a node as the registered type that implements an interface
// and fits the node's labels best: all of the type's labels are there, and no other
// such type has more. A relationship it reads by its type.
func (p *RowPlan) interfaceCell(t reflect.Type) (cell, error) {
	nodes, relationships, err := p.candidates(t)
	if err != nil {
		return nil, err
	}
	return func(value any, into reflect.Value) *DecodeError {
		var best []candidate
		var labels []string
		switch met := value.(type) {
		case nil:
			into.SetZero()
			return nil
		case dbtype.Node:
			labels = met.Labels
			best = mostSpecific(nodes, labels)
		case dbtype.Relationship:
			labels = []string{met.Type}
			best = mostSpecific(relationships, labels)
		default:
			return misfit(value, t, "want NODE or RELATIONSHIP")
		}
		if len(best) != 1 {
			return undecided(value, t, labels, best)
		}
		target := reflect.New(reflect.PointerTo(best[0].target)).Elem()
		if err := best[0].read(value, target); err != nil {
			return err
		}
		into.Set(target)
		return nil
	}, nil
}

// mostSpecific gives those of the candidates that fit whose labels are the most.
func mostSpecific(candidates []candidate, labels []string) []candidate {
	var best []candidate
	for _, c := range candidates {
		switch {
		case slices.ContainsFunc(c.labels, func(label string) bool { return !slices.Contains(labels, label) }):
		case len(best) == 0 || len(c.labels) > len(best[0].labels):
			best = []candidate{c}
		case len(c.labels) == len(best[0].labels):
			best = append(best, c)
		}
	}
	return best
}

func undecided(value any, t reflect.Type, labels []string, best []candidate) *DecodeError {
	labels = slices.Sorted(slices.Values(labels))
	var err error = &NoTypeError{Interface: t, Labels: labels}
	if len(best) > 0 {
		ambiguous := &AmbiguousTypeError{Interface: t, Labels: labels}
		for _, c := range best {
			ambiguous.Types = append(ambiguous.Types, c.target)
		}
		err = ambiguous
	}
	return rejected(value, t, strings.TrimPrefix(err.Error(), "ogm: "), err)
}
