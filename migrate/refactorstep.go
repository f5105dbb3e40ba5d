package migrate

import (
	"errors"
	"strconv"

	"github.com/go-ogm/ogm/internal/cypher"
)

// refactorSetting is what the texts of a refactoring depend on.
type refactorSetting struct {
	dialect cypher.Dialect
	batch   int
}

// step changes what it finds, one batch after the other. What is changed it does not find again.
type step struct {
	find   string // MATCH … WHERE …, all that is left
	ready  string // AND …, of that what this step can change by now; "" for all
	rows   string // the variables of find that change needs
	order  string // in which they are taken; "" for any
	change string
	count  string // of rows, behind change
}

// one is the text of one batch, without its answer.
func (s step) one(batch int) string {
	return s.find + s.ready + " WITH " + s.rows + s.order + " LIMIT " + strconv.Itoa(batch) + " " + s.change
}

// statement changes one batch and counts it.
func (s step) statement(batch int) string { return s.one(batch) + " RETURN " + s.count + " AS n" }

// total counts what is left.
func (s step) total() string { return s.find + " RETURN count(*) AS n" }

// all changes everything in transactions that the server makes, one batch in each. The subquery takes nothing from outside, so
// that it is what statement does.
func (s step) all(setting refactorSetting) string {
	return s.find + "\nWITH count(*) AS n\nUNWIND range(0, n / " + strconv.Itoa(setting.batch) + ") AS batch\n" +
		setting.dialect.UnitSubquery() + s.one(setting.batch) + " } IN TRANSACTIONS OF 1 ROW"
}

// quoter writes names into texts, and keeps what is wrong with them.
type quoter struct{ mistakes []error }

func (q *quoter) name(name string) string {
	text, err := cypher.Name(name)
	if err != nil {
		q.mistakes = append(q.mistakes, err)
	}
	return text
}

// text writes a name as a value.
func (q *quoter) text(value any) string {
	w := cypher.NewWriter(cypher.Newest)
	w.Literal(value)
	stmt, err := w.Statement()
	if err != nil {
		q.mistakes = append(q.mistakes, err)
	}
	return stmt.Text
}

func (q *quoter) err() error { return errors.Join(q.mistakes...) }

// checkNames tells which of some names can be none.
func checkNames(names ...string) error {
	var q quoter
	for _, name := range names {
		q.name(name)
	}
	return q.err()
}
