package unitofwork

import (
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// apply writes into the structs what the commit made. It runs once and cannot
// fail: every value was checked before the commit.
func (u *Unit) apply(p *plan, res result) {
	for _, b := range p.batches {
		if b.group.Operation == query.Delete {
			continue
		}
		for i := range b.rows {
			b.applyRow(&b.rows[i], res[b], i)
		}
	}
}

func (b *batch) applyRow(r *row, echoes [][]any, i int) {
	node := b.group.Node
	if r.generated {
		for k, property := range node.Key {
			b.set(r, property, r.key[k])
		}
	}
	if node.Updated != nil {
		b.set(r, node.Updated, b.stamp)
	}
	if b.group.Operation == query.Create {
		if node.Created != nil {
			b.set(r, node.Created, b.stamp)
		}
		if node.Version != nil {
			b.set(r, node.Version, int64(1))
		}
		return
	}
	for k, property := range b.group.Echo {
		b.set(r, property, echoes[i][k])
	}
}

func (b *batch) set(r *row, property *schema.Property, value any) {
	_ = b.mapper.Set(r.object, property, value) // checked before the commit
}
