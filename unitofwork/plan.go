package unitofwork

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// plan is a commit that is ready to run. Nothing in it changes from one attempt
// to the next.
type plan struct {
	batches []*batch
}

// batch is one group's rows.
type batch struct {
	group  *query.Group
	mapper *mapping.NodePlan
	rows   []row
	stamp  any // what created and updated fields get, as it is sent
}

// row is one object of a batch.
type row struct {
	object    reflect.Value
	key       []any // of the key's properties; the head of values
	values    []any // as sent
	generated bool  // a part of the key was made here and is not in the struct yet
	version   int64 // that the struct has
}

// plan is pure but for the clock and the generators, which it asks once.
func (u *Unit) plan() (*plan, error) {
	p, now := &plan{}, u.engine.config.Clock()
	changes := u.sorted()
	for len(changes) > 0 {
		first := changes[0]
		end := slices.IndexFunc(changes, func(c change) bool { return !c.together(first) })
		if end < 0 {
			end = len(changes)
		}
		next, err := u.planBatch(first, changes[:end], now)
		if err != nil {
			return nil, err
		}
		p.batches = append(p.batches, next)
		changes = changes[end:]
	}
	return p, nil
}

func (u *Unit) planBatch(first change, changes []change, now time.Time) (*batch, error) {
	group, err := u.engine.group(first.node, first.operation, first.labels)
	if err != nil && len(first.labels) > 0 {
		err = fmt.Errorf("ogm: %s.%s: %w", first.node.Name, first.node.RuntimeLabels.Field, err)
	}
	if err != nil {
		return nil, err
	}
	b := &batch{group: group, mapper: u.engine.config.Mapper.Node(first.node), rows: make([]row, len(changes))}
	for _, property := range []*schema.Property{first.node.Created, first.node.Updated} {
		if property == nil {
			continue
		}
		if b.stamp, err = b.mapper.EncodeValue(property, now); err != nil {
			return nil, err
		}
	}
	width := group.Width()
	// one block for all rows: a commit of thousands allocates it once
	values := make([]any, width*len(changes))
	for i, c := range changes {
		b.rows[i] = row{object: c.object, values: values[i*width : (i+1)*width : (i+1)*width]}
		if err := u.fill(b, &b.rows[i]); err != nil {
			return nil, err
		}
	}
	if err := b.sort(); err != nil {
		return nil, err
	}
	if group.Echoes {
		for i := range b.rows {
			b.rows[i].values[width-1] = i
		}
	}
	return b, nil
}

// fill computes one row.
func (u *Unit) fill(b *batch, r *row) error {
	node := b.group.Node
	zeroes := 0
	for i, property := range b.group.Columns {
		value, err := b.mapper.Encode(r.object, property)
		switch {
		case err != nil:
			return err
		case property == node.Created || property == node.Updated:
			value = b.stamp
		case property.Key && b.mapper.IsZero(r.object, property):
			if value, err = u.generate(b.mapper, property, value); err != nil {
				return err
			}
			if property.Generate != "" {
				r.generated = true
			} else {
				zeroes++
			}
		}
		if property.Key && value == nil {
			return fmt.Errorf("ogm: %s.%s is part of the key and nil; set it", node.Name, property.Field)
		}
		r.values[i] = value
	}
	if len(node.Key) > 0 && zeroes == len(node.Key) {
		return fmt.Errorf("ogm: %s.%s is the key and empty; set it, or let it be made with the option generate=uuid", node.Name, node.Key[0].Field)
	}
	r.key = b.keyOf(r.values)
	if err := b.fillMaps(r); err != nil {
		return err
	}
	return u.readVersion(b, r)
}

// fillMaps puts the entries of inline maps behind the columns, each map with its prefix.
func (b *batch) fillMaps(r *row) error {
	for i, field := range b.group.Maps {
		entries, err := b.mapper.EncodeMap(r.object, i)
		if err != nil {
			return err
		}
		at := len(b.group.Columns) + 2*i
		r.values[at], r.values[at+1] = entries, field.Prefix
	}
	return nil
}

// generate makes a value for a zero key, where the tag says how.
func (u *Unit) generate(mapper *mapping.NodePlan, property *schema.Property, zero any) (any, error) {
	if property.Generate == "" {
		return zero, nil
	}
	made, err := u.engine.config.Generators[property.Generate]()
	if err != nil {
		return nil, fmt.Errorf("ogm: %s.%s: the generator %q: %w", mapper.Node.Name, property.Field, property.Generate, err)
	}
	encoded, err := mapper.EncodeValue(property, made)
	if err == nil && (encoded == "" || encoded == int64(0)) {
		err = fmt.Errorf("ogm: %s.%s: the generator %q gave an empty key", mapper.Node.Name, property.Field, property.Generate)
	}
	return encoded, err
}

// readVersion notes the version that the struct has, and makes sure that the next
// one fits before anything is sent.
func (u *Unit) readVersion(b *batch, r *row) error {
	version := b.group.Node.Version
	if version == nil {
		return nil
	}
	value, err := b.mapper.Encode(r.object, version)
	if err != nil {
		return err
	}
	r.version, _ = value.(int64)
	return b.mapper.Check(version, r.version+1)
}

// keyOf picks the key's values out of a row, in the order of the key's properties.
func (b *batch) keyOf(values []any) []any {
	node := b.group.Node
	if b.group.Operation != query.Create {
		return values[:len(node.Key)]
	}
	key := make([]any, len(node.Key))
	for i, property := range node.Key {
		key[i] = values[slices.Index(b.group.Columns, property)]
	}
	return key
}

// sort puts the rows in the order of their keys, so that concurrent commits lock
// nodes in one order, and folds an object that was recorded twice. Two objects with
// one key are a mistake: one of them would overwrite the other.
func (b *batch) sort() error {
	if len(b.group.Node.Key) == 0 {
		return nil
	}
	slices.SortStableFunc(b.rows, func(x, y row) int { return compareKeys(x.key, y.key) })
	kept := b.rows[:0]
	for _, r := range b.rows {
		if len(kept) == 0 || compareKeys(kept[len(kept)-1].key, r.key) != 0 {
			kept = append(kept, r)
			continue
		}
		if kept[len(kept)-1].object.Addr().Pointer() != r.object.Addr().Pointer() {
			return fmt.Errorf("ogm: two different %s have the same key in one commit; keep one of them", b.group.Node.Name)
		}
	}
	b.rows = kept
	return nil
}

// part is a stretch of a batch that travels in one statement.
type part struct {
	batch    *batch
	from, to int
}

// statements cuts the batches into statements of at most size rows.
func (p *plan) statements(size int, dialect cypher.Dialect) ([]cypher.Statement, [][]part) {
	var cuts [][]part
	room := 0
	for _, b := range p.batches {
		for from := 0; from < len(b.rows); {
			if room == 0 {
				cuts = append(cuts, nil)
				room = size
			}
			to := min(len(b.rows), from+room)
			last := len(cuts) - 1
			cuts[last] = append(cuts[last], part{b, from, to})
			room -= to - from
			from = to
		}
	}
	stmts := make([]cypher.Statement, len(cuts))
	for i, cut := range cuts {
		stmts[i] = statement(cut, dialect)
	}
	return stmts, cuts
}

func statement(cut []part, dialect cypher.Dialect) cypher.Statement {
	groups := make([]*query.Group, len(cut))
	lists := make(map[string]any, len(cut))
	for i, c := range cut {
		groups[i] = c.batch.group
		rows := make([]any, 0, c.to-c.from)
		for _, r := range c.batch.rows[c.from:c.to] {
			rows = append(rows, r.values)
		}
		lists[query.GroupName(i)] = rows
	}
	return cypher.Statement{Text: query.Text(groups, dialect), Params: map[string]any{"b": lists}}
}

func (p *plan) nodes() []*schema.NodeType {
	var nodes []*schema.NodeType
	for _, b := range p.batches {
		nodes = append(nodes, b.group.Node)
	}
	return nodes
}
