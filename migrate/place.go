package migrate

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// systemDatabase is where users, rights and databases are. It holds no data of ours.
const systemDatabase = "system"

// place is a database that is migrated.
type place struct {
	name   string // as files name it; "" for the one where the history is
	client *session.Client
}

// read runs one statement that reads, in auto-commit.
func (p *place) read(ctx context.Context, text string, params map[string]any) ([]row, error) {
	var answer *rows
	err := p.client.Read(ctx, cypher.Statement{Text: text, Params: params}, func() session.Receiver {
		answer = &rows{}
		return answer
	})
	if err != nil {
		return nil, err
	}
	return answer.list, nil
}

// create runs statements that change the schema in one transaction.
func (p *place) create(ctx context.Context, statements ...cypher.Statement) error {
	return p.client.Write(ctx, statements, func() session.Attempt {
		return func(int) session.Receiver { return nothing{} }
	})
}

// ask runs one statement in a transaction that is open.
func ask(ctx context.Context, tx session.Tx, text string, params map[string]any) ([]row, error) {
	answer := &rows{}
	err := tx.Run(ctx, cypher.Statement{Text: text, Params: params}, answer)
	return answer.list, err
}

// rows keeps an answer by the names of its columns.
type rows struct {
	names []string
	list  []row
	each  func(row) // gets them in place of list; nil for list
}

func (r *rows) Columns(names []string) error { r.names = names; return nil }

func (r *rows) Record(values []any) error {
	record := make(row, len(values))
	for i, value := range values {
		record[r.names[i]] = value
	}
	if r.each != nil {
		r.each(record)
	} else {
		r.list = append(r.list, record)
	}
	return nil
}

func (r *rows) Complete(session.Summary) error { return nil }

// row is a record by the names of its columns. What is missing, or of another type, is zero: it is
// what somebody else has changed, or a version before us did not write.
type row map[string]any

func (r row) text(name string) string {
	text, _ := r[name].(string)
	return text
}

func (r row) number(name string) int64 {
	n, _ := r[name].(int64)
	return n
}

func (r row) list(name string) []any {
	list, _ := r[name].([]any)
	return list
}

func (r row) truth(name string) bool {
	b, _ := r[name].(bool)
	return b
}

// nothing passes over an answer.
type nothing struct{}

func (nothing) Columns([]string) error         { return nil }
func (nothing) Record([]any) error             { return nil }
func (nothing) Complete(session.Summary) error { return nil }
