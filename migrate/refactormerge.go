package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// MergeDuplicates makes one node of all nodes of a label that have the same values of some properties; those without one of
// the values are left alone. The node that stays is the first by FirstBy, else the one with the lowest element id, which says little, since
// Neo4j uses them again. It keeps its properties, gets those that it does not have from the others in their order, and all their labels. Their relationships move to it
// with type, direction and properties, those with themselves and among each other, too; of those that are then the same in all
// of this, one stays.
//
// While it runs there is an index on the properties, unless the database has one. A uniqueness constraint on them, made afterwards,
// keeps duplicates out.
func MergeDuplicates(label string, properties ...string) Refactoring {
	return newRefactoring(merge{label: label, keys: slices.Clone(properties)})
}

// FirstBy lets MergeDuplicates keep the node with the lowest value of a property, of its date of creation for instance, and take
// the others in that order. Those without the property come last. Values that cannot be compared are an error.
func (r Refactoring) FirstBy(property string) Refactoring {
	m, ok := r.work.(merge)
	if !ok {
		return r.not("FirstBy", "MergeDuplicates")
	}
	m.first = property
	r.work = m
	return r
}

// Meeting tells MergeDuplicates which types of relationships and which further labels the duplicates have. Only a file for servers before
// 5.26 needs it, since these know no names that are computed; one for later servers is simpler to plan with it. Of what it does not name
// nothing is lost: the file stops at a duplicate that has it.
func (r Refactoring) Meeting(types, labels []string) Refactoring {
	m, ok := r.work.(merge)
	if !ok {
		return r.not("Meeting", "MergeDuplicates")
	}
	m.types, m.labels, m.told = slices.Clone(types), slices.Clone(labels), true
	r.work = m
	return r
}

type merge struct {
	label  string
	keys   []string
	first  string   // the property that says which is first; "" for none
	types  []string // of relationships of the duplicates
	labels []string // that they have beside label
	told   bool     // types and labels are the caller's word
	found  bool     // they are what the database has; if neither, they are not known before a batch
}

func (m merge) String() string {
	return fmt.Sprintf("merge duplicates of (:%s) by %s", m.label, strings.Join(m.keys, ", "))
}

func (m merge) check() error {
	if len(m.keys) == 0 {
		return errors.New("there is no property to find duplicates by")
	}
	names := slices.Concat([]string{m.label}, m.keys, m.types, m.labels)
	if m.first != "" {
		names = append(names, m.first)
	}
	return checkNames(names...)
}

// mergeText are the parts of its texts.
type mergeText struct {
	label     string
	duplicate string   // finds each node d that has one before it
	keeper    string   // gives the first of d's group
	order     []string // in which those of a group come, of m
}

func (m merge) text(q *quoter, setting refactorSetting) mergeText {
	label := q.name(m.label)
	var present, equal []string
	for _, key := range m.keys {
		key = q.name(key)
		present = append(present, "d."+key+" IS NOT NULL")
		equal = append(equal, "m."+key+" = d."+key)
	}
	order := []string{"size(elementId(m))", "elementId(m)"}
	before := "(size(elementId(m)) < size(elementId(d)) OR size(elementId(m)) = size(elementId(d)) AND elementId(m) < elementId(d))"
	if !setting.dialect.ElementIDs() {
		order, before = []string{"id(m)"}, "id(m) < id(d)"
	}
	if m.first != "" {
		a, b := "m."+q.name(m.first), "d."+q.name(m.first)
		order = slices.Insert(order, 0, a)
		before = "(coalesce(" + a + " < " + b + ", " + a + " IS NOT NULL AND " + b + " IS NULL) OR " +
			"NOT coalesce(" + a + " < " + b + " OR " + b + " < " + a + ", (" + a + " IS NULL) <> (" + b + " IS NULL)) AND " + before + ")"
	}
	match := "MATCH (m:" + label + ") WHERE " + strings.Join(equal, " AND ")
	return mergeText{
		label:     label,
		duplicate: strings.Join(present, " AND ") + " AND EXISTS { " + match + " AND " + before + " }",
		keeper:    setting.dialect.Subquery("d") + match + " RETURN m AS keeper ORDER BY " + strings.Join(order, ", ") + " LIMIT 1 } WITH * WHERE keeper <> d",
		order:     order,
	}
}

// steps move relationships first, type by type, so that no batch is larger for a node that has many. A node goes when it has none.
func (m merge) steps(setting refactorSetting) ([]step, error) {
	var q quoter
	text := m.text(&q, setting)
	var all []step
	types := m.types
	if m.computes() {
		types = []string{anyType}
	}
	for _, t := range types {
		if t != anyType {
			t = ":" + q.name(t)
		}
		all = append(all, m.move(text, "-", "->", t), m.move(text, "<-", "-", t))
	}
	all = append(all, m.unite(&q, text))
	return all, q.err()
}

// anyType stands for a type that is computed. No name of one is empty.
const anyType = ""

// computes tells whether types and labels are computed by the statement, which not all servers can.
func (m merge) computes() bool { return !m.told && !m.found }

// move makes a relationship of the same kind at the node that stays, unless it has that already. It is for one of the two directions.
func (merge) move(text mergeText, left, right, ofType string) step {
	pattern := func(start, relationship string) string {
		return "(" + start + ")" + left + "[" + relationship + "]" + right + "(x)"
	}
	kind, same, made := "", "", ofType
	if ofType == anyType {
		kind, same, made = "type(r) AS t, ", "type(s) = t AND ", ":$(t)"
	}
	return step{
		find: "MATCH " + pattern("d:"+text.label, "r"+ofType) + " WHERE " + text.duplicate, of: "r", link: true, rows: "d, r, x",
		change: text.keeper + " WITH keeper, x, " + kind + "properties(r) AS p, collect(r) AS old " +
			"WITH *, size([" + pattern("keeper", "s"+ofType) + " WHERE " + same + "properties(s) = p | 1]) AS there " +
			"FOREACH (r IN old | DELETE r) " +
			"FOREACH (n IN CASE WHEN there = 0 THEN [1] ELSE [] END | CREATE " + pattern("keeper", "s"+made) + " SET s = p)",
		count: "coalesce(sum(size(old)), 0)",
	}
}

// unite gives what a node says to the one that stays, and deletes it. What comes last in a group is set first, so that the
// first wins.
func (m merge) unite(q *quoter, text mergeText) step {
	s := step{
		find: "MATCH (d:" + text.label + ") WHERE " + text.duplicate, of: "d", rows: "d", order: " ORDER BY " + text.orderOf(""),
		change: text.keeper + " WITH keeper, d ORDER BY " + text.orderOf(" DESC") + " " +
			"WITH keeper, properties(keeper) AS own, collect(properties(d)) AS values, collect(labels(d)) AS names, collect(d) AS gone " +
			"FOREACH (d IN gone | DELETE d) FOREACH (p IN values | SET keeper += p) SET keeper += own",
		count: "coalesce(sum(size(gone)), 0)",
	}
	if m.computes() {
		s.change += " FOREACH (l IN names | SET keeper:$(l))"
		return s
	}
	var list []string
	for _, label := range slices.Concat([]string{m.label}, m.labels) {
		list = append(list, q.text(label))
	}
	known := "all(l IN labels(d) WHERE l IN [" + strings.Join(list, ", ") + "])"
	if m.told {
		// Of types that were not told, DELETE complains by itself.
		s.change = "WITH d, CASE WHEN " + known + " THEN 1 ELSE 1 / size([]) END AS told " + s.change
	} else {
		s.ready = " AND NOT (d)--() AND " + known
	}
	for i, label := range m.labels {
		s.change += " FOREACH (n IN CASE WHEN any(l IN names WHERE " + list[i+1] + " IN l) THEN [1] ELSE [] END | SET keeper:" + q.name(label) + ")"
	}
	return s
}

// orderOf is that of d, one way or the other.
func (t mergeText) orderOf(way string) string {
	var terms []string
	for _, term := range t.order {
		terms = append(terms, strings.NewReplacer("(m)", "(d)", "m.", "d.").Replace(term)+way)
	}
	return strings.Join(terms, ", ")
}

// findOut asks which types of relationships and which labels the duplicates have.
func (m merge) findOut(ctx context.Context, p *place, setting refactorSetting) (refactoring, error) {
	var q quoter
	text := m.text(&q, setting)
	if err := q.err(); err != nil {
		return nil, err
	}
	match := "MATCH (d:" + text.label + ") WHERE " + text.duplicate
	types, err := p.read(ctx, match+" MATCH (d)-[r]-() RETURN DISTINCT type(r) AS name ORDER BY name", nil)
	if err != nil {
		return nil, err
	}
	labels, err := p.read(ctx, match+" UNWIND labels(d) AS name RETURN DISTINCT name ORDER BY name", nil)
	if err != nil {
		return nil, err
	}
	m.types, m.labels, m.told, m.found = nil, nil, false, true
	for _, r := range types {
		m.types = append(m.types, r.text("name"))
	}
	for _, r := range labels {
		if name := r.text("name"); name != m.label {
			m.labels = append(m.labels, name)
		}
	}
	return m, nil
}

func (m merge) questions(refactorSetting, situation) ([]question, error) { return nil, nil }
func (m merge) leftovers(bool, string, []string) bool                    { return false }

// idle tells whether a constraint has kept duplicates out.
func (m merge) idle(have schema.Catalog) bool {
	return slices.ContainsFunc(have.Constraints, func(c schema.Constraint) bool {
		unique := c.Kind == schema.UniqueConstraint || c.Kind == schema.KeyConstraint
		return unique && c.EntityType == schema.NodeEntity && c.Label == m.label && !slices.ContainsFunc(c.Properties, func(p string) bool { return !slices.Contains(m.keys, p) })
	})
}

// indexPrefix begins the names of indexes that are there for the time of a refactoring.
const indexPrefix = "__OgmMigration_"

func (m merge) index() schema.Index {
	index := schema.Index{Kind: schema.RangeIndex, Labels: []string{m.label}, Properties: m.keys}
	index.Name = indexPrefix + index.EffectiveName()
	return index
}

// lend makes the index that a refactoring needs, unless the database has one, and gives what drops it.
func (r *refactorRun) lend(ctx context.Context, index schema.Index) (drop func(), err error) {
	text, err := query.CreateIndex(r.setting.dialect, index)
	if err != nil {
		return nil, err
	}
	if err := r.door.change(ctx, text); err != nil && !session.IsThereAlready(err) {
		return nil, err
	}
	// It is not there by this name if there was one like it.
	if err := catalog.Await(ctx, r.door.place().client, func(met schema.Index) bool { return met.Name == index.Name }, nil); err != nil {
		return nil, err
	}
	if text, err = query.DropIndex(index.Name); err != nil {
		return nil, err
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
		defer cancel()
		_ = r.door.change(ctx, text) // else the next run drops it
	}, nil
}
