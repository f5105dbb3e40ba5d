package unitofwork

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// batch is one group's rows.
type batch struct {
	unit   *Unit
	group  *query.Group
	mapper *mapping.EntityPlan // nil of relationships without a struct
	encode *mapping.RowEncoder // likewise
	rows   []row
	stamp  any // what created and updated fields get, as it is sent
}

// row is one object of a batch.
type row struct {
	object    reflect.Value
	entry     *entry // of a node
	stem      *stem  // of a relationship in a unit that tracks
	place     place  // that holds the relationship, or the node where it was reached; for messages
	key       []any  // of the key's properties; of a relationship, its nodes' keys before its own
	values    []any  // as sent
	fresh     bool   // the node was made by this commit, as its answer says
	generated bool   // a part of the key was made here and is not in the struct yet
	version   int64  // that the struct has
}

// storedKey gives the key by which the database knows it; key is the one it is to have.
func (r *row) storedKey() []any {
	if r.entry != nil && r.entry.stored != nil {
		return r.entry.stored.key
	}
	return r.key
}

// newBatch makes a batch whose rows have room for their values: one block for all, so
// that a commit of thousands allocates it once. mapper is nil where a group has no struct.
func (p *planner) newBatch(group *query.Group, mapper *mapping.EntityPlan, size int) (*batch, error) {
	b := &batch{unit: p.unit, group: group, mapper: mapper, rows: make([]row, size)}
	width := group.Width()
	values := make([]any, width*size)
	for i := range b.rows {
		b.rows[i].values = values[i*width : (i+1)*width : (i+1)*width]
	}
	if group.Entity == nil {
		return b, nil
	}
	b.encode = mapper.NewRowEncoder(group.Columns, size)
	for _, property := range []*schema.Property{group.Entity.Created, group.Entity.Updated} {
		if property == nil {
			continue
		}
		var err error
		if b.stamp, err = mapper.EncodeValue(property, p.now); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// fillNode computes the row of a node.
func (b *batch) fillNode(r *row) error {
	known := r.entry.stored
	switch b.group.Operation {
	case query.Rekey:
		key, err := b.newKey(r)
		r.key = known.key
		copy(r.values, known.key)
		copy(r.values[len(known.key):], key)
		return errors.Join(err, b.readVersion(r))
	case query.Clear:
		r.key = known.key
		copy(r.values, known.key)
		return nil
	case query.Delete:
		if known == nil {
			return b.fill(r)
		}
		r.key = known.key
		copy(r.values, known.key)
		return b.readVersion(r)
	case query.Update:
		return b.fillUpdate(r, known.snapshot)
	}
	return b.fill(r)
}

// fillLink computes the row of a relationship, behind the keys of its nodes.
func (b *batch) fillLink(r *row) error {
	switch {
	case b.mapper == nil:
		r.key = r.values[:b.group.Lead]
		return nil
	case b.group.Operation == query.Link:
		err := b.fill(r)
		if r.stem != nil && r.stem.moved { // the version that the struct has is that of another relationship
			r.version = 0
		}
		return err
	}
	copy(r.values[b.group.Lead:], r.stem.own)
	r.key = r.values[:b.group.KeyWidth()]
	if b.group.Operation == query.Unlink {
		if version := b.group.Entity.Version; version != nil { // the struct may stand for another by now
			r.version, _ = r.stem.snapshot.Value(version).(int64)
		}
		return nil
	}
	changes, err := b.mapper.Changes(r.object, r.stem.snapshot, true)
	if err != nil {
		return err
	}
	b.setChanges(r, changes)
	return b.readVersion(r)
}

// fillUpdate computes the row of a node that is tracked: what changed, and no more.
func (b *batch) fillUpdate(r *row, before *mapping.Snapshot) error {
	changes, err := b.mapper.Changes(r.object, before, false)
	if err != nil {
		return err
	}
	r.key, err = b.newKey(r)
	if err != nil {
		return err
	}
	copy(r.values, r.key)
	b.setChanges(r, changes)
	return b.readVersion(r)
}

func (b *batch) setChanges(r *row, changes map[string]any) {
	if updated := b.group.Entity.Updated; updated != nil {
		changes[updated.Name] = b.stamp
	}
	r.values[b.group.Changes()] = changes
}

// newKey encodes the key that a node is to have from now on.
func (b *batch) newKey(r *row) ([]any, error) {
	key, err := b.mapper.Key(r.object)
	if err != nil {
		return nil, err
	}
	entity := b.group.Entity
	for i, property := range entity.Key {
		if key[i] == nil {
			return nil, fmt.Errorf("ogm: %s.%s is part of the key and nil; set it", entity.Name, property.Field)
		}
	}
	if b.mapper.KeyIsZero(r.object) {
		return nil, fmt.Errorf("ogm: %s.%s is the key of a node that is stored, and empty; set it", entity.Name, entity.Key[0].Field)
	}
	return key, nil
}

// fill computes one row whole, behind what leads it already.
func (b *batch) fill(r *row) error {
	entity := b.group.Entity
	columns := r.values[b.group.Lead : b.group.Lead+len(b.group.Columns)]
	if err := b.encode.Encode(r.object, columns); err != nil {
		return r.place.lead(err, entity.Name)
	}
	zeroes := 0
	for i, property := range b.group.Columns {
		value := columns[i]
		switch {
		case property == entity.Created || property == entity.Updated:
			value = b.stamp
		case property.Key && b.mapper.IsZero(r.object, property):
			var err error
			if value, err = b.generate(r, property, value); err != nil {
				return err
			}
			if property.Generate != "" {
				r.generated = true
			} else {
				zeroes++
			}
		}
		if property.Key && value == nil {
			return fmt.Errorf("ogm: %s.%s is part of the key and nil; set it", entity.Name, property.Field)
		}
		columns[i] = value
	}
	if len(entity.Key) > 0 && zeroes == len(entity.Key) {
		return fmt.Errorf("ogm: %s.%s is the key and empty; set it, or let it be made with the option generate=uuid", entity.Name, entity.Key[0].Field)
	}
	r.key = b.keyOf(r.values)
	if err := b.fillMaps(r); err != nil {
		return err
	}
	return b.readVersion(r)
}

// lead puts the field that holds a relationship before the path of an error in its struct.
func (p place) lead(err error, name string) error {
	var unfit *mapping.EncodeError
	if p.edge != nil && errors.As(err, &unfit) {
		unfit.Path = p.String() + strings.TrimPrefix(unfit.Path, name)
	}
	return err
}

// fillMaps puts the entries of inline maps behind the columns, each map with its prefix.
func (b *batch) fillMaps(r *row) error {
	for i, field := range b.group.Maps {
		entries, err := b.mapper.EncodeMap(r.object, i)
		if err != nil {
			return r.place.lead(err, b.group.Entity.Name)
		}
		at := b.group.Entries(i)
		r.values[at], r.values[at+1] = entries, field.Prefix
	}
	return nil
}

// generate makes a value for a zero key, where the tag says how. It is made once for an
// object, whatever becomes of the first commits.
func (b *batch) generate(r *row, property *schema.Property, zero any) (any, error) {
	if property.Generate == "" {
		return zero, nil
	}
	id := madeID{r.object.Addr().Pointer(), property}
	if before, ok := b.unit.made[id]; ok {
		return before.value, nil
	}
	made, err := b.unit.engine.config.Generators[property.Generate]()
	if err != nil {
		return nil, fmt.Errorf("ogm: %s.%s: the generator %q: %w", b.group.Entity.Name, property.Field, property.Generate, err)
	}
	encoded, err := b.mapper.EncodeValue(property, made)
	if err == nil && (encoded == "" || encoded == int64(0)) {
		err = fmt.Errorf("ogm: %s.%s: the generator %q gave an empty key", b.group.Entity.Name, property.Field, property.Generate)
	}
	if err == nil {
		if b.unit.made == nil {
			b.unit.made = map[madeID]madeKey{}
		}
		b.unit.made[id] = madeKey{r.object, encoded}
	}
	return encoded, err
}

// madeKey is a value that was made for an object, and keeps the object: another one at
// its address must not get a key that may be stored.
type madeKey struct {
	object reflect.Value
	value  any
}

// madeID is a part of the key of one object in memory.
type madeID struct {
	address  uintptr
	property *schema.Property
}

// readVersion notes the version that the struct has, and makes sure that the next
// one fits before anything is sent.
func (b *batch) readVersion(r *row) error {
	version := b.group.Entity.Version
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
	if b.group.Operation != query.Create {
		return values[:b.group.KeyWidth()]
	}
	key := make([]any, len(b.group.Entity.Key))
	for i, property := range b.group.Entity.Key {
		key[i] = values[slices.Index(b.group.Columns, property)]
	}
	return key
}

// sort puts the rows in the order of their keys, so that concurrent commits lock
// nodes in one order, and folds those that say the same.
func (b *batch) sort() error {
	if len(b.rows) == 0 || len(b.rows[0].key) == 0 {
		return nil
	}
	slices.SortStableFunc(b.rows, func(x, y row) int { return compareKeys(x.key, y.key) })
	kept := b.rows[:0]
	for _, r := range b.rows {
		if len(kept) == 0 || compareKeys(kept[len(kept)-1].key, r.key) != 0 {
			kept = append(kept, r)
		} else if err := b.fold(&kept[len(kept)-1], r); err != nil {
			return err
		}
	}
	b.rows = kept
	return nil
}

// fold decides on two rows of one key: an object that was recorded twice is one. Two
// objects are a mistake, since one of them would overwrite the other.
func (b *batch) fold(kept *row, r row) error {
	switch {
	case b.mapper == nil || b.group.Lenient || kept.object.Addr().Pointer() == r.object.Addr().Pointer():
		return nil
	case b.group.Operation == query.Ensure:
		return b.foldReached(kept, r)
	case b.group.Operation == query.Link:
		return twice(kept.place, r.place, b.group.Pattern.Relationship)
	}
	return fmt.Errorf("ogm: two different %s have the same key in one commit; keep one of them", b.group.Name())
}

// foldReached lets a struct that is no more than its key stand for one that has values.
func (b *batch) foldReached(kept *row, r row) error {
	switch {
	case b.mapper.IsStub(r.object) || reflect.DeepEqual(kept.values, r.values):
		return nil
	case b.mapper.IsStub(kept.object):
		*kept = r
		return nil
	}
	return fmt.Errorf("ogm: two different %s that are reached have the same key and other values; keep one of them, or pass the one that is meant", b.group.Name())
}
