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

// id is what identifies a node or a relationship, as far as that goes: when one is deleted another may get it.
func (s refactorSetting) id(variable string) string {
	if s.dialect.ElementIDs() {
		return "elementId(" + variable + ")"
	}
	return "id(" + variable + ")"
}

// step changes what it finds, one batch after the other. What is changed it does not find again.
type step struct {
	find   string // MATCH … WHERE …, all that is left
	ready  string // AND …, of that what this step can change by now; "" for all
	of     string // the variable of find that is what is changed, each value of it once
	link   bool   // of is a relationship, else a node
	rows   string // the variables of find that change needs
	order  string // in which they are taken, by of alone; "" for any
	change string
	count  string // of rows, behind change
}

// ahead is how much is looked up at a time: a hundred batches, or as many ids as one message may well have. To look passes over all that was
// changed before, which takes the longer the more that is.
func (s refactorSetting) ahead() int { return max(s.batch, min(100*s.batch, 200_000)) }

// look gives the ids of what is next, for batches.
func (s step) look(setting refactorSetting) string {
	return s.find + s.ready + " WITH " + s.of + s.order + " LIMIT " + strconv.Itoa(setting.ahead()) +
		" RETURN collect(" + setting.id(s.of) + ") AS ids"
}

// batch changes those of some ids that are still to be found, and counts them.
func (s step) batch(setting refactorSetting) string {
	pattern := "(" + s.of + ")"
	if s.link {
		pattern = "()-[" + s.of + "]->()"
	}
	return "MATCH " + pattern + " WHERE " + setting.id(s.of) + " IN $ids WITH " + s.of + " " + s.known() + " AS n"
}

// known is what is done with a batch whose elements are bound: another may have changed or deleted some of them since.
func (s step) known() string {
	return s.find + s.ready + " WITH " + s.rows + s.order + " " + s.change + " RETURN " + s.count
}

// total counts what is left.
func (s step) total() string { return s.find + " RETURN count(*) AS n" }

// all changes everything in transactions that the server makes, one batch in each, and gives a row for each of them. It looks once.
func (s step) all(setting refactorSetting) string {
	size, found := strconv.Itoa(setting.batch), s.find
	if s.order != "" {
		found += "\nWITH " + s.of + s.order
	}
	return found + "\nWITH collect(" + s.of + ") AS found\n" +
		"UNWIND range(0, size(found) - 1, " + size + ") AS first\nWITH size(found) AS total, found[first..first + " + size + "] AS batch\n" +
		setting.dialect.Subquery("batch") + "UNWIND batch AS " + s.of + " " + s.known() + " AS changed } IN TRANSACTIONS OF 1 ROW\nRETURN changed, total"
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
