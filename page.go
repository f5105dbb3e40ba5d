package ogm

import (
	"context"
	"fmt"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Page is a part of a selection, with cursors to what lies around it. Cursors may stand in a
// URL. They hold the values of the sort keys, which anybody can read and make up, and nothing
// else. Where there are no items, the cursor that was asked with leads on in its direction, and
// the other one is empty: it leads back to the end, or the beginning, of what is selected.
type Page[O any] struct {
	Items       []O
	Start       string // for query.Before
	End         string // for query.After
	HasNext     bool   // there was an item behind; of a page before a cursor, the one that gave the cursor
	HasPrevious bool   // there was an item before; of a page behind a cursor, the one that gave the cursor
}

// Page loads up to size nodes from a position on: query.FirstPage(), query.After a page or
// query.Before one. One round trip, whose cost does not depend on how many pages lie before
// where an index has the order: when the first sort key is the key, or has an index, and the
// selection says that it is there, as by IsNotNull. Otherwise the server looks at all nodes
// that lie behind.
//
// Nodes come in the order of OrderBy, and where that makes no difference in that of the key,
// which they must have. Missing properties stand where Neo4j sorts them. Nodes that stay and
// keep their sort keys are seen once, whatever is stored and deleted between two pages. With
// another order, a cursor is an error (ErrCursor); other conditions and fetch plans are fine. A
// sort key is a property with one value that has an order: not a list, bytes, a duration or a
// point. It is an error when values of several types are met in it; those that cannot be read
// into the field at all may be passed over.
func (s Selection[T, O]) Page(ctx context.Context, at query.Position, size int) (Page[O], error) {
	page, err := s.core.page(ctx, at, size)
	items, _ := listOf[O](page.Items, nil)
	return Page[O]{items, page.Start, page.End, page.HasNext, page.HasPrevious}, err
}

func (s selection) page(ctx context.Context, at query.Position, size int) (Page[any], error) {
	setting, err := s.setting(ctx)
	if err != nil {
		return Page[any]{}, err
	}
	keyset, err := s.find.Keyset(setting)
	if err != nil {
		return Page[any]{}, err
	}
	p := paging{keyset: keyset, at: at}
	asked := query.PageOf{Keyset: keyset, Backward: at.IsBackward(), Size: size}
	if at.Cursor() != "" {
		if p.cursor, err = mapping.ReadCursor(at.Cursor(), keyset.Fingerprint(), keyset.Size()); err != nil {
			return Page[any]{}, err
		}
		asked.Values = p.cursor
	}
	items, err := s.pageItems(ctx, setting, asked, &p)
	if err != nil {
		return Page[any]{}, err
	}
	page := Page[any]{Items: items}
	page.Start, page.End, err = p.cursors(len(items) == 0)
	page.HasNext, page.HasPrevious = p.last.more, at.Cursor() != ""
	if at.IsBackward() {
		page.HasNext, page.HasPrevious = page.HasPrevious, page.HasNext
	}
	return page, err
}

func (s selection) pageItems(ctx context.Context, setting query.Setting, asked query.PageOf, p *paging) ([]any, error) {
	reader := *s.reader
	reader.around = p.receive
	if branches := s.branches(); reader.needsGraph(branches) {
		answer, err := reader.loadGraph(ctx, func(query.Dialect) (query.Statement, []query.Level, error) {
			return s.find.PageWith(setting, asked, branches)
		})
		return answer.objects, err
	}
	stmt, err := s.find.Page(setting, asked)
	if err != nil {
		return nil, err
	}
	answer, err := reader.load(ctx, stmt)
	if err != nil {
		return nil, err
	}
	return answer.objects, nil
}

// paging is a page that is being loaded.
type paging struct {
	keyset query.Keyset
	at     query.Position
	cursor []any         // the values of the cursor that was asked with; nil for none
	last   *pageReceiver // of the last attempt
}

func (p *paging) receive(inner session.Receiver) session.Receiver {
	p.last = &pageReceiver{Receiver: inner}
	return p.last
}

// cursors gives those of the first and the last item.
func (p *paging) cursors(isEmpty bool) (start, end string, err error) {
	switch {
	case isEmpty && p.at.IsBackward():
		return p.at.Cursor(), "", nil
	case isEmpty:
		return "", p.at.Cursor(), nil
	}
	rows := [][]any{p.last.first, p.last.final}
	if p.cursor != nil {
		rows = append(rows, p.cursor)
	}
	if i, kinds := mapping.MixedKinds(rows...); i >= 0 {
		return "", "", fmt.Errorf("ogm: %s holds values of several types, %s and %s, between which no page leads; sort by another property, or convert its values to one type", p.keyset.Column(i), kinds[0], kinds[1])
	}
	if start, err = mapping.WriteCursor(p.keyset.Fingerprint(), p.last.first); err != nil {
		return "", "", err
	}
	end, err = mapping.WriteCursor(p.keyset.Fingerprint(), p.last.final)
	return start, end, err
}

// pageReceiver takes the last two columns of a page's record and leaves the others to the
// receiver of nodes.
type pageReceiver struct {
	session.Receiver
	more         bool
	first, final []any
}

func (p *pageReceiver) Record(values []any) error {
	if len(values) < 2 {
		return fmt.Errorf("ogm: the server answered %d columns to a page", len(values))
	}
	rest := len(values) - 2
	p.more, _ = values[rest].(bool)
	if ends, _ := values[rest+1].([]any); len(ends) == 2 {
		p.first, _ = ends[0].([]any)
		p.final, _ = ends[1].([]any)
	}
	return p.Receiver.Record(values[:rest])
}
