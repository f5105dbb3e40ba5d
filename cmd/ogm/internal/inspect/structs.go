package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/schema"
)

// structs makes a struct of each label. Labels that the same nodes have are one struct; one
// whose nodes all have further labels, as each Actor is a Person, names these too. Nodes
// with several labels are thus seen as several structs, each of which knows all properties
// that its label goes with, and leaves the rest alone.
func (m *model) structs() {
	with := map[string][]string{} // the labels that all nodes of a label have
	for _, label := range m.graph.Labels {
		with[label.Name] = common(label)
	}
	for _, label := range m.graph.Labels {
		own := slices.DeleteFunc(slices.Clone(with[label.Name]), func(other string) bool {
			return !slices.Contains(with[other], label.Name)
		})
		if own[0] != label.Name { // it has the struct of another
			continue
		}
		n := &node{of: label, own: own, labels: with[label.Name]}
		n.names = taken{"Node": true}
		n.kind = schema.NodeEntity
		m.key(n)
		n.labels = append([]string{n.label}, slices.DeleteFunc(slices.Clone(n.labels), func(other string) bool { return other == n.label })...)
		n.name = m.types.take(exported(own[0]))
		n.doc = append([]string{n.about()}, n.doc...)
		m.nodes = append(m.nodes, n)
	}
}

// common gives the labels that all nodes of a label have, sorted.
func common(label survey.Label) []string {
	all := slices.Clone(label.Sets[0].Labels)
	for _, set := range label.Sets[1:] {
		all = slices.DeleteFunc(all, func(name string) bool { return !slices.Contains(set.Labels, name) })
	}
	return all
}

// bare leaves out nodes without properties: the library has no use for their structs.
func (m *model) bare() {
	m.nodes = slices.DeleteFunc(m.nodes, func(n *node) bool {
		if len(n.fields) == 0 {
			m.leave("nodes (%s): they have no properties that a struct could have fields of", written(n.labels))
		}
		return len(n.fields) == 0
	})
}

func (n *node) about() string {
	return fmt.Sprintf("%s is a node with %s; %s.", n.name, plural(n.labels, "the label ", "the labels "), lookedAt(n.of.Sampled, n.of.Count))
}

func lookedAt(looked int, count int64) string {
	switch {
	case count == 1:
		return "there is one"
	case int64(looked) >= count:
		return fmt.Sprintf("all %d were looked at", looked)
	}
	return fmt.Sprintf("%d of %d were looked at", looked, count)
}

func plural(names []string, one, several string) string {
	if len(names) == 1 {
		return one + shown(names[0])
	}
	return several + listed(names[:len(names)-1], ", ") + " and " + shown(names[len(names)-1])
}

// candidate is what a key could be.
type candidate struct {
	label      string
	properties []string
	rank       int
}

// key chooses the identity of a struct: what a constraint makes unique and all nodes that
// were looked at have. Its label becomes the first, which is the one that is looked up.
func (m *model) key(n *node) {
	n.label = n.own[0]
	var best *candidate
	var why []string
	for _, constraint := range m.graph.Catalog.Constraints {
		if !isUnique(constraint) || constraint.EntityType != schema.NodeEntity || !slices.Contains(n.labels, constraint.Label) {
			continue
		}
		if problem := n.noKey(constraint.Properties); problem != "" {
			why = append(why, fmt.Sprintf("%s is unique, but %s", listed(constraint.Properties, ", "), problem))
			continue
		}
		best = better(best, candidate{constraint.Label, constraint.Properties, n.rank(constraint)})
	}
	likely := n.likely()
	if best == nil && likely != "" && m.options.GuessKeys {
		best = &candidate{label: n.own[0], properties: []string{likely}}
		n.doc = append(n.doc, "", fmt.Sprintf("That %s is its key is a guess: the nodes that were looked at have different ones, and there is no constraint.", shown(likely)))
	}
	if best != nil {
		n.label, n.key = best.label, best.properties
		return
	}
	if len(why) == 0 {
		why = []string{"no uniqueness constraint is on a property of it"}
	}
	n.doc = append(n.doc, "", "It has no key, so it has no relationships here and can be read by Match and written by Create only: "+strings.Join(why, "; ")+".")
	if likely != "" {
		n.doc = append(n.doc, fmt.Sprintf("The property %s could be its key, once a uniqueness constraint is on it; the flag --guess-keys takes it for one.", shown(likely)))
	}
}

func isUnique(c schema.Constraint) bool {
	return c.Kind == schema.KeyConstraint || c.Kind == schema.UniqueConstraint
}

// rank orders constraints: a key before what is only unique, one property before several,
// names of identities before others, a label of its own before one that it shares.
func (n *node) rank(c schema.Constraint) int {
	rank := 10 * len(c.Properties)
	if c.Kind == schema.UniqueConstraint {
		rank += 1000
	}
	if len(c.Properties) > 1 || !isIdentity(c.Properties[0]) {
		rank += 2
	}
	if !slices.Contains(n.own, c.Label) {
		rank++
	}
	return rank
}

// better prefers the lower rank, and the first of two that are alike: constraints come in
// the order of what they are on.
func better(best *candidate, next candidate) *candidate {
	if best != nil && best.rank <= next.rank {
		return best
	}
	return &next
}

// noKey says why properties cannot be a key, "" when they can.
func (n *node) noKey(properties []string) string {
	for _, name := range properties {
		property := find(n.of.Properties, name)
		switch {
		case property == nil || property.Met < n.of.Sampled:
			return "not all nodes have " + shown(name)
		case !canBeKey(one(property.Types)):
			return fmt.Sprintf("%s is %s, and a key is a text, a number without fraction, a truth value or a time", shown(name), listed(property.Types, " or "))
		}
		if _, ok := propertyTag(name, []string{"key"}); !ok {
			return "a tag cannot say its name"
		}
	}
	return ""
}

// likely gives the property that looks most like a key: all nodes have it, each another.
func (n *node) likely() string {
	best, rank := "", 3
	for _, property := range n.of.Properties {
		if property.Repeats || property.Zero || n.of.Sampled < 2 || one(property.Types) == "BOOLEAN" || n.noKey([]string{property.Name}) != "" {
			continue
		}
		if r := likeness(property); r < rank {
			best, rank = property.Name, r
		}
	}
	return best
}

// likeness is how much like a key a property looks: 0 by its name, 1 by that of what people
// tell things apart by, 2 as a text; 3 not at all.
func likeness(property survey.Property) int {
	switch {
	case isIdentity(property.Name):
		return 0
	case slices.Contains([]string{"code", "email", "isbn", "key", "name", "slug", "title", "url"}, strings.ToLower(property.Name)):
		return 1
	case one(property.Types) == "STRING":
		return 2
	}
	return 3
}

func isIdentity(name string) bool {
	last := words(name)
	return len(last) > 0 && slices.Contains([]string{"ID", "UUID", "GUID"}, strings.ToUpper(last[len(last)-1]))
}

func find(properties []survey.Property, name string) *survey.Property {
	for i := range properties {
		if properties[i].Name == name {
			return &properties[i]
		}
	}
	return nil
}
