package unitofwork

import (
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

// mostBytes is about how much the rows of one statement weigh at the most.
const mostBytes = 16 << 20

// part is a stretch of a batch that travels in one statement; of a group that has
// nothing to do in this commit, batch is nil.
type part struct {
	batch    *batch
	from, to int
}

// statements cuts the batches into statements of at most so many rows and bytes. Nodes of one
// type that get new keys stay together, since one may take the key of another.
func (u *Unit) statements(p *plan, dialect cypher.Dialect) ([]cypher.Statement, [][]part) {
	cuts := p.cut(u.engine.config.BatchSize)
	stmts := make([]cypher.Statement, len(cuts))
	for i, cut := range cuts {
		stmts[i], cuts[i] = u.engine.statement(cut, dialect)
	}
	return stmts, cuts
}

func (p *plan) cut(size int) [][]part {
	var cuts [][]part
	rows, weight := 0, 0
	for _, b := range p.batches {
		from := 0
		for to := range b.rows {
			heavy := weigh(b.rows[to].values)
			whole := to > 0 && b.group.Operation == query.Rekey
			if len(cuts) == 0 || !whole && (rows >= size || rows > 0 && weight+heavy > mostBytes) {
				if to > from {
					cuts[len(cuts)-1] = append(cuts[len(cuts)-1], part{b, from, to})
				}
				cuts, rows, weight, from = append(cuts, nil), 0, 0, to
			}
			rows, weight = rows+1, weight+heavy
		}
		cuts[len(cuts)-1] = append(cuts[len(cuts)-1], part{b, from, len(b.rows)})
	}
	return cuts
}

// weigh estimates how many bytes values take on their way.
func weigh(values []any) int {
	sum := 0
	for _, value := range values {
		switch v := value.(type) {
		case string:
			sum += len(v)
		case []byte:
			sum += len(v)
		case []string:
			for _, s := range v {
				sum += len(s)
			}
		case []any:
			sum += weigh(v)
		case []float64:
			sum += 9 * len(v)
		case map[string]any:
			for name, entry := range v {
				sum += len(name) + weigh([]any{entry})
			}
		}
		sum += 9
	}
	return sum
}

// statement gives the parts in the order of its columns.
func (e *Engine) statement(cut []part, dialect cypher.Dialect) (cypher.Statement, []part) {
	groups := make([]*query.Group, len(cut))
	kept := true
	for i, c := range cut {
		groups[i] = c.batch.group
		_, known := e.known.Load(groups[i])
		kept = kept && known && !slices.Contains(groups[:i], groups[i]) // which has one place in a shape
	}
	var text string
	if kept {
		var found *shape
		found, text = e.shapes.fit(groups, dialect, e.siblings)
		cut, groups = spread(cut, found), found.groups
	} else {
		text = query.Text(groups, dialect)
	}
	lists := make(map[string]any, len(groups))
	for i, c := range cut {
		lists[query.GroupName(i)] = c.sent(groups[i])
	}
	return cypher.Statement{Text: text, Params: map[string]any{"b": lists}}, cut
}

// sent gives the rows of a group as they travel.
func (p part) sent(group *query.Group) any {
	rows := make([]any, 0, p.to-p.from)
	if p.batch != nil {
		for i := range p.batch.rows[p.from:p.to] {
			rows = append(rows, p.batch.rows[p.from+i].values)
		}
	}
	if group.Gathering != query.OneByOne {
		return group.GatheredRows(rows, KeyText)
	}
	return rows
}

// spread puts parts in the places of their groups.
func spread(cut []part, over *shape) []part {
	wide := make([]part, len(over.groups))
	for _, c := range cut {
		wide[over.places[c.batch.group]] = c
	}
	return wide
}
