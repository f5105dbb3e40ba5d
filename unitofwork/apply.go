package unitofwork

import (
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// apply writes into the structs what the commit made, and remembers what is stored now.
// It runs once and cannot fail: every value was checked before the commit.
func (u *Unit) apply(p *plan, res result) {
	for _, b := range p.batches {
		if b.group.Operation < query.Update {
			continue
		}
		for i := range b.rows {
			b.applyRow(&b.rows[i], res[b], i)
		}
	}
	if u.tracking {
		u.adopt(p)
	} else {
		u.entries, u.made = nil, nil
		clear(u.byObject)
	}
}

func (b *batch) applyRow(r *row, echoes [][]any, i int) {
	if b.mapper == nil {
		return
	}
	entity := b.group.Entity
	if r.generated {
		own := r.key[len(r.key)-len(entity.Key):]
		for k, property := range entity.Key {
			b.set(r, property, own[k])
		}
	}
	switch {
	case b.group.Operation == query.Create || b.group.Fresh && echoes[i][0] == true:
		r.fresh = true
		b.applyNew(r)
	case b.group.Operation != query.Ensure:
		if entity.Updated != nil {
			b.set(r, entity.Updated, b.stamp)
		}
		for k, property := range b.group.Echo {
			b.set(r, property, echoes[i][k])
		}
	}
}

// applyNew is for a node that was made; one that was reached and there already keeps
// its struct as it is, since nobody knows how old that is.
func (b *batch) applyNew(r *row) {
	entity := b.group.Entity
	for _, property := range []*schema.Property{entity.Created, entity.Updated} {
		if property != nil {
			b.set(r, property, b.stamp)
		}
	}
	if entity.Version != nil {
		b.set(r, entity.Version, int64(1))
	}
}

func (b *batch) set(r *row, property *schema.Property, value any) {
	_ = b.mapper.Set(r.object, property, value) // checked before the commit
}
