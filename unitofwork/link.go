package unitofwork

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/query"
)

// keyedLink is a link whose nodes' keys are known.
type keyedLink struct {
	link
	from, to []any
}

// links plans relationships that are stored, or whose properties change.
func (p *planner) links(found []link, operation query.Operation) error {
	links := make([]keyedLink, len(found))
	for i, l := range found {
		links[i] = keyedLink{l, p.keyOf(l.start), p.keyOf(l.end)}
	}
	return p.sortedLinks(links, operation)
}

// removals plans relationships that are taken away, while their nodes have the keys
// that they had.
func (p *planner) removals(found []removal) error {
	links := make([]keyedLink, len(found))
	for i, r := range found {
		s := r.stem
		links[i] = keyedLink{
			link: link{pattern: s.pattern, start: s.id.start, end: s.id.end, object: s.object, place: r.place, stem: s},
		}
		var err error
		if links[i].from, err = p.storedKey(s.id.start); err != nil {
			return err
		}
		if links[i].to, err = p.storedKey(s.id.end); err != nil {
			return err
		}
		if s.id.start.node != s.pattern.Start { // one without a direction may have been met from the other side
			links[i].from, links[i].to = links[i].to, links[i].from
		}
		p.plan.gone = append(p.plan.gone, s)
	}
	return p.sortedLinks(links, query.Unlink)
}

// storedKey is the key that a node has before the commit; of one that was detached and saved
// again, what its struct says.
func (p *planner) storedKey(e *entry) ([]any, error) {
	if e.stored != nil {
		return e.stored.key, nil
	}
	return p.unit.engine.config.Mapper.Node(e.node).Key(e.object)
}

func (p *planner) sortedLinks(links []keyedLink, operation query.Operation) error {
	for i := range links {
		links[i].settle()
	}
	slices.SortStableFunc(links, func(a, b keyedLink) int { return comparePatterns(a.pattern, b.pattern) })
	for len(links) > 0 {
		n := stretch(links, func(a, b keyedLink) bool { return a.pattern == b.pattern })
		if err := p.linksOf(links[:n], operation); err != nil {
			return err
		}
		links = links[n:]
	}
	return nil
}

// settle gives an undirected relationship one direction, whichever side it was met
// from, so that it is stored once.
func (l *keyedLink) settle() {
	start, end := l.pattern.Start, l.pattern.End
	if !l.pattern.Undirected {
		return
	}
	order := cmp.Or(strings.Compare(start.Label(), end.Label()), compareTypes(start.Type, end.Type))
	if order == 0 {
		order = compareKeys(l.from, l.to)
	}
	if order > 0 {
		l.pattern.Start, l.pattern.End = end, start
		l.from, l.to = l.to, l.from
	}
}

// comparePatterns puts those with properties first: where a relationship is declared
// with its struct on one side and without on the other, the second finds it there.
func comparePatterns(a, b query.Pattern) int {
	return cmp.Or(
		strings.Compare(a.Label, b.Label),
		rank(a.Relationship == nil)-rank(b.Relationship == nil),
		strings.Compare(a.Start.Label(), b.Start.Label()),
		strings.Compare(a.End.Label(), b.End.Label()),
		compareTypes(a.Start.Type, b.Start.Type),
		compareTypes(a.End.Type, b.End.Type),
		rank(a.Undirected)-rank(b.Undirected),
		compareTypes(structOf(a), structOf(b)),
	)
}

// structOf gives the struct of a pattern's relationships; nil where they have none.
func structOf(p query.Pattern) reflect.Type {
	if p.Relationship == nil {
		return nil
	}
	return p.Relationship.Type
}

// compareTypes orders types by their names. Those of two packages may be called alike; those of two
// functions of one package stay in any order.
func compareTypes(a, b reflect.Type) int {
	if a == b || a == nil || b == nil {
		return rank(a != nil) - rank(b != nil)
	}
	return cmp.Or(strings.Compare(a.String(), b.String()), strings.Compare(a.PkgPath(), b.PkgPath()))
}

// manyLinks is from how many relationships on it is worth to gather them: the text is longer,
// which costs the server some 50 ms when it meets it for the first time.
const manyLinks = 200

// gathering tells by which end relationships are gathered: that of fewer nodes.
func gathering(links []keyedLink) query.Gathering {
	starts, ends := map[*entry]struct{}{}, map[*entry]struct{}{}
	for _, l := range links {
		starts[l.start], ends[l.end] = struct{}{}, struct{}{}
	}
	if len(ends) < len(starts) {
		return query.ByEnd
	}
	return query.ByStart
}

// linksOf plans relationships that one group can carry.
func (p *planner) linksOf(links []keyedLink, operation query.Operation) error {
	pattern := links[0].pattern
	var group *query.Group
	var err error
	if operation == query.Link && len(links) >= manyLinks {
		group, err = p.unit.engine.gatheredGroup(pattern, gathering(links))
	} else {
		group, err = p.unit.engine.linkGroup(pattern, operation)
	}
	if err != nil {
		return err
	}
	b, err := p.newBatch(group, p.relationshipPlan(pattern), len(links))
	if err != nil {
		return err
	}
	for i, l := range links {
		r := &b.rows[i]
		r.object, r.place, r.stem = l.object, l.place, l.stem
		copy(r.values, l.from)
		copy(r.values[len(l.from):], l.to)
		if err := b.fillLink(r); err != nil {
			return err
		}
		if len(p.kept) > 0 {
			p.keep(l.link, r.key[group.Lead:])
		}
	}
	return p.add(b)
}
