package modeltest_test

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
)

// comparing walks structs along with what they must hold. What is one node or one relationship
// must be one pointer.
type comparing struct {
	t       require.TestingT
	want    *reading
	objects map[face]any // pointers
	bonds   map[crossing]any
	todo    []face
	changed map[face]facts // what the program has set
	before  map[face]any   // the objects of an earlier answer
}

// crossing is a relationship as one of the structs that it can become.
type crossing struct {
	route *route
	name  string
}

func newComparing(t require.TestingT, want *reading) *comparing {
	return &comparing{t: t, want: want, objects: map[face]any{}, bonds: map[crossing]any{}}
}

// root compares a node and what it leads to.
func (c *comparing) root(of face, object any, about string) {
	c.is(of, object, about)
	for len(c.todo) > 0 {
		next := c.todo[0]
		c.todo = c.todo[1:]
		c.fields(next, reflect.ValueOf(c.objects[next]).Elem(), fmt.Sprint(about, ": ", next.place.id()))
	}
}

// is compares a pointer with a node.
func (c *comparing) is(of face, object any, about string) {
	if known, met := c.objects[of]; met {
		require.Same(c.t, known, object, "%s: %s is two structs", about, of.place.id())
		return
	}
	if known, met := c.before[of]; met {
		require.Same(c.t, known, object, "%s: %s is another struct than before", about, of.place.id())
	}
	c.node(of, reflect.ValueOf(object), about)
	c.objects[of] = object
	c.todo = append(c.todo, of)
}

func (c *comparing) node(of face, object reflect.Value, about string) {
	require.Equal(c.t, of.name, object.Type().Elem().Name(), "%s: the type of %s", about, of.place.id())
	want := of.place.facts
	if changed, is := c.changed[of]; is {
		want = changed
	}
	require.Equal(c.t, expectedFacts(object.Type().Elem(), want), factsOf(object.Elem()), "%s: the properties of %s", about, of.place.id())
}

// fields compares the relationship fields of a struct: those that no step has reached are nil.
func (c *comparing) fields(of face, object reflect.Value, about string) {
	for _, field := range mapped(object.Type()) {
		if !isRelationshipField(field) {
			continue
		}
		about := fmt.Sprint(about, ".", field.Name)
		want := c.want.fields[of][field.Name]
		switch value := object.FieldByIndex(field.Index); {
		case want == nil:
			require.True(c.t, value.IsNil(), "%s was not asked for", about)
		case want.many:
			require.False(c.t, value.IsNil(), "%s was asked for, and is nil", about)
			c.list(of, want, value, about)
		default:
			c.single(of, want, value, about)
		}
	}
}

// mapped gives the fields of a struct that have tags, those of what it embeds among them.
func mapped(t reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool { return f.Anonymous || f.Tag.Get("neo4j") == "" })
}

func isRelationshipField(field reflect.StructField) bool {
	tag := field.Tag.Get("neo4j")
	return tag == "-" || len(tag) > 1 && (tag[0] == '-' || tag[0] == '<')
}

func (c *comparing) single(of face, want *filled, value reflect.Value, about string) {
	if len(want.hops) == 0 {
		require.True(c.t, value.IsNil(), "%s leads nowhere", about)
		return
	}
	require.False(c.t, value.IsNil(), "%s leads somewhere", about)
	c.element(of, want, want.hops[0], value, about)
}

func (c *comparing) list(of face, want *filled, value reflect.Value, about string) {
	var ids, got []string
	for _, p := range want.hops {
		if id := p.name(want); want.between != "" || !slices.Contains(ids, id) { // without a struct, a node is there once
			ids = append(ids, id)
		}
	}
	hops := map[string]hop{}
	for _, p := range want.hops {
		hops[p.name(want)] = p
	}
	for i := range value.Len() {
		got = append(got, c.nameOf(of, want, value.Index(i)))
	}
	if !want.ordered {
		slices.Sort(ids)
		sorted := slices.Sorted(slices.Values(got))
		require.Equal(c.t, ids, sorted, "%s, in any order", about)
	} else {
		require.Equal(c.t, ids, got, "%s, in order", about)
	}
	for i := range value.Len() {
		c.element(of, want, hops[got[i]], value.Index(i), about)
	}
}

// name tells the elements of a field apart: by the relationship where it has a struct, else by the node.
func (p hop) name(in *filled) string {
	switch {
	case in.between == "":
		return p.far.id()
	case p.route.kind == "FERRY":
		return p.route.facts["id"].(string)
	}
	return fmt.Sprint(p.route.from.id(), "-", p.route.to.id())
}

func (c *comparing) nameOf(of face, in *filled, element reflect.Value) string {
	if element.Kind() == reflect.Interface {
		element = element.Elem()
	}
	if element.Kind() == reflect.Pointer {
		element = element.Elem()
	}
	if in.between == "" || in.kind == "FERRY" {
		return element.FieldByName("ID").String()
	}
	start, end := ends(element)
	return idAt(start) + "-" + idAt(end)
}

// ends gives the fields of a relationship's struct for its nodes.
func ends(link reflect.Value) (start, end reflect.Value) {
	for i := range link.NumField() {
		switch link.Type().Field(i).Tag.Get("neo4j") {
		case ",start":
			start = link.Field(i)
		case ",end":
			end = link.Field(i)
		}
	}
	return start, end
}

func idAt(end reflect.Value) string {
	if end.IsNil() {
		return "nil"
	}
	if end.Kind() == reflect.Interface {
		end = end.Elem()
	}
	return end.Elem().FieldByName("ID").String()
}

func (c *comparing) element(of face, want *filled, p hop, value reflect.Value, about string) {
	far := faceOf(p.far, want.target)
	switch {
	case want.structs:
		c.copied(far, value, about)
	case want.between == "":
		c.is(far, value.Interface(), about)
	default:
		c.bond(of, far, p.route, value, about)
	}
}

// copied compares a struct that stands in a list: it has what the node must hold.
func (c *comparing) copied(of face, value reflect.Value, about string) {
	c.node(of, value.Addr(), about)
	c.fields(of, value, fmt.Sprint(about, ": ", of.place.id()))
}

func (c *comparing) bond(of, far face, r *route, value reflect.Value, about string) {
	id := crossing{r, value.Type().Elem().Name()}
	if known, met := c.bonds[id]; met {
		require.Same(c.t, known, value.Interface(), "%s: relationship %d is two structs", about, r.number)
	}
	c.bonds[id] = value.Interface()
	link := value.Elem()
	require.Equal(c.t, expectedFacts(link.Type(), r.facts), factsOf(link), "%s: the properties of relationship %d", about, r.number)
	start, end := ends(link)
	for place, at := range map[*place]reflect.Value{r.from: start, r.to: end} {
		end := far
		if place == of.place {
			end = of
		}
		require.False(c.t, at.IsNil(), "%s: relationship %d has no end", about, r.number)
		if at.Kind() == reflect.Interface { // it may have been met from another struct of the node before
			end.name = at.Elem().Type().Elem().Name()
		}
		c.is(end, at.Interface(), about)
	}
}

// factsOf gives the properties of a struct, in the forms that they have in facts.
func factsOf(object reflect.Value) facts {
	f := facts{}
	for _, field := range mapped(object.Type()) {
		tag := field.Tag.Get("neo4j")
		if isRelationshipField(field) || tag[0] == ',' {
			continue
		}
		switch value := object.FieldByIndex(field.Index).Interface().(type) {
		case map[string]any:
			for name, entry := range value {
				f["x."+name] = entry
			}
		case int:
			f[nameIn(tag)] = int64(value)
		case time.Time:
			f[nameIn(tag)] = value.UnixNano()
		case *string:
			if value != nil {
				f[nameIn(tag)] = *value
			}
		case []string:
			f[nameIn(tag)] = fmt.Sprintf("%q", value)
		default:
			f[nameIn(tag)] = value
		}
	}
	return f
}

func nameIn(tag string) string {
	for i, r := range tag {
		if r == ',' {
			return tag[:i]
		}
	}
	return tag
}

// expectedFacts are those that a struct has, zero where they are missing.
func expectedFacts(t reflect.Type, stored facts) facts {
	f := factsOf(reflect.New(t).Elem())
	for name, value := range stored {
		_, declared := f[name]
		switch value := value.(type) {
		case time.Time:
			f[name] = value.UnixNano()
		case []string:
			f[name] = fmt.Sprintf("%q", value)
		default:
			if declared || t.Name() == "Isle" && (name == "nick" || name[:2] == "x.") || t.Name() == "Ferry" && name == "line" {
				f[name] = value
			}
		}
	}
	return f
}
