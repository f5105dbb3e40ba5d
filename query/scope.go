package query

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Dialect is the server line that a text is for.
type Dialect = cypher.Dialect

// Setting is what a query needs from outside to become a statement.
type Setting struct {
	Dialect Dialect
	Node    *schema.NodeType // the type that is matched; nil where it is an interface
	Type    reflect.Type     // what it is read as: the struct of Node, or an interface
	Flat    bool             // nodes may come as lists of their properties' values
	Partial bool             // an edge leads to others, too, which do not have the labels of Node
	Values  Values           // of Node
	Between Between          // what lies between these nodes and those from which an edge leads to them
	Around  Around
	Members []Member // of a family, whose versions an update raises
}

// Member is a type whose nodes are among those of a Setting.
type Member struct {
	Node   *schema.NodeType
	Values Values
}

// Values are the values of a type's properties. That they and what is Around are interfaces
// and no functions makes a Setting cost nothing: who implements them is there anyway.
type Values interface {
	// EncodeValue checks the value of a condition on a property and gives the form in
	// which it is sent, the same in which the property itself is stored.
	EncodeValue(property *schema.Property, value any) (any, error)
}

// Around is what all types have in common.
type Around interface {
	// Params checks parameters of raw Cypher and gives the form in which they are sent.
	Params(values map[string]any) (map[string]any, error)
	// Target gives the setting of the nodes that an edge leads to, its Node nil where they
	// may be of several types; its Dialect is not looked at. asked is the type that the
	// edge's handle says, nil for none.
	Target(owner *schema.NodeType, edge *schema.Edge, asked reflect.Type) (Setting, error)
}

// Between is what a query needs to know of a relationship's struct; zero where there is none.
type Between struct {
	Relationship *schema.RelationshipType
	Values       Values
}

// variable is what the matched node is called in every generated statement.
const variable = "n"

// scope writes expressions about a node that is matched. Conditions across relationships
// are written in scopes of their own, about the node at the other end.
type scope struct {
	*whole
	topic
}

// topic is what expressions are about.
type topic struct {
	setting  *Setting
	variable string // of the node
	link     string // variable of the relationship by which the node was met; "" for none
	onLink   bool   // expressions are about that relationship
}

// whole is what the scopes of one statement share.
type whole struct {
	cypher.Writer
	names    int // how many variables conditions have been given
	bindings []binding
}

// newScope begins a statement. The first scope and what it shares are one piece of memory.
func newScope(setting Setting) *scope {
	begun := &struct {
		scope   scope
		setting Setting
		whole   whole
	}{}
	begun.setting = setting
	begun.whole.Begin(setting.Dialect)
	begun.scope = scope{&begun.whole, topic{setting: &begun.setting, variable: variable}}
	return &begun.scope
}

// between writes an expression about the relationship by which the node was met.
func (s *scope) between(term expression) {
	before := s.onLink
	s.onLink = true
	s.term(term)
	s.onLink = before
}

// this is the variable of what expressions are about.
func (s *scope) this() string {
	if s.onLink {
		return s.link
	}
	return s.variable
}

// fresh gives a name to a relationship and to the node behind it, which no other has.
func (s *scope) fresh() (link, node string) {
	s.names++
	number := strconv.Itoa(s.names)
	return "r" + number, "n" + number
}

// subject is what a property belongs to: the node of a scope, or its relationship.
type subject struct {
	variable string
	kind     string // in messages
	entity   *schema.Entity
	values   Values
}

// subjectOf finds what a handle's field belongs to; ok is false after a mistake.
func (s *scope) subjectOf(f *field) (of subject, ok bool) {
	switch between := s.setting.Between; {
	case s.onLink && between.Relationship != nil && s.link != "":
		return subject{s.link, "relationship", &between.Relationship.Entity, between.Values}, true
	case s.onLink:
		s.Fail(fmt.Errorf("ogm: %s.%s is asked of a relationship without a struct", f.owner.Name(), f.name))
	case s.setting.Node == nil:
		s.Fail(fmt.Errorf("ogm: %s is an interface, whose properties are not known; ask for nodes of one type", s.setting.Type))
	default:
		return subject{s.variable, "node", &s.setting.Node.Entity, s.setting.Values}, true
	}
	return subject{}, false
}

// operand is a property in an expression, with what is needed to compare it with values.
type operand struct {
	of       subject
	property *schema.Property
	entry    bool // of an inline map: the property is made up, and its values are as in raw Cypher
}

// operand writes n.name for a handle; ok is false after a mistake.
func (s *scope) operand(f *field) (o operand, ok bool) {
	if o, ok = s.find(f); ok {
		s.Property(o.of.variable, o.property.Name)
	}
	return o, ok
}

// find gives the property that a handle is of.
func (s *scope) find(f *field) (operand, bool) {
	if f == nil {
		s.Fail(fmt.Errorf("ogm: a property of %s is empty; make it by query.Prop", s.typeName()))
		return operand{}, false
	}
	of, ok := s.subjectOf(f)
	if !ok {
		return operand{}, false
	}
	if f.owner == of.entity.Type {
		if f.isEntry {
			return s.entryOf(of, f)
		}
		if property := of.entity.ByIndex(f.index); property != nil {
			return operand{of: of, property: property}, true
		}
	}
	s.Fail(fmt.Errorf("ogm: %s.%s is not a property of the %s %s; %s", f.owner.Name(), f.name, of.kind, of.entity.Name, s.instead(of, f)))
	return operand{}, false
}

// entryOf gives the property that an entry of an inline map is.
func (s *scope) entryOf(of subject, f *field) (operand, bool) {
	for i := range of.entity.Maps {
		if entries := &of.entity.Maps[i]; slices.Equal(entries.Index, f.index) {
			property := &schema.Property{Name: entries.Prefix + f.entry, Field: f.name + "[" + strconv.Quote(f.entry) + "]", Value: entries.Elem}
			return operand{of, property, true}, true
		}
	}
	s.Fail(fmt.Errorf(`ogm: %s.%s is not an inline map; does its tag say inline, such as "extra.,inline"?`, f.owner.Name(), f.name))
	return operand{}, false
}

func (s *scope) typeName() string {
	if s.setting.Node == nil {
		return s.setting.Type.String()
	}
	return s.setting.Node.Name
}

// instead says what to ask in place of a field that is no property.
func (s *scope) instead(of subject, f *field) string {
	if f.owner != of.entity.Type {
		return `is its tag "-"?`
	}
	roles := []*schema.SystemField{of.entity.ElementID}
	if of.kind == "node" {
		roles = append(roles, s.setting.Node.RuntimeLabels)
	}
	for _, role := range roles {
		if role != nil && slices.Equal(role.Index, f.index) {
			return "it holds what the node is; ask by query.HasLabel or query.ElementID"
		}
	}
	for _, entries := range of.entity.Maps {
		if slices.Equal(entries.Index, f.index) {
			return "it is an inline map, whose entries are properties; make a query.Entry of one of them"
		}
	}
	for _, property := range of.entity.Properties {
		if len(property.Index) > len(f.index) && slices.Equal(property.Index[:len(f.index)], f.index) {
			return "its fields are; make a query.Prop of one of them"
		}
	}
	return `is its tag "-"?`
}

// value writes the parameter that a property is compared with.
func (s *scope) value(o operand, value any) {
	if isLater(value) {
		setting := s.setting
		s.place(value, func(value any) (any, error) { return o.encode(setting, value) })
		return
	}
	if encoded, ok := s.encode(o, value); ok {
		s.Param(encoded)
	}
}

func (s *scope) list(o operand, values []any) {
	list := make([]any, 0, len(values))
	for _, value := range values {
		if encoded, ok := s.encode(o, value); ok {
			list = append(list, encoded)
		}
	}
	s.Param(list)
}

func (s *scope) encode(o operand, value any) (any, bool) {
	encoded, err := o.encode(s.setting, value)
	if err != nil {
		s.Fail(err)
	}
	return encoded, err == nil
}

func (o operand) encode(setting *Setting, value any) (any, error) {
	encoded, err := o.send(setting, value)
	if err == nil && encoded == nil {
		err = fmt.Errorf("ogm: %s.%s is compared with nil, which is never true; use IsNull or IsNotNull", o.of.entity.Name, o.property.Field)
	}
	return encoded, err
}

// send gives the form in which a value of the property is sent.
func (o operand) send(setting *Setting, value any) (any, error) {
	if !o.entry {
		return o.of.values.EncodeValue(o.property, value)
	}
	sent, err := setting.Around.Params(Params{o.property.Field: value})
	return sent[o.property.Field], err
}

func (s *scope) join(terms []expression, operator string) {
	for i, term := range terms {
		if i > 0 {
			s.Text(operator)
		}
		s.term(term)
	}
}

func (s *scope) term(term expression) {
	if term == nil {
		s.Fail(errEmptyCondition)
		return
	}
	term.write(s)
}
