package query

import "sync/atomic"

// Steps keeps the text of the last step of a fetch plan that led by one edge to all nodes at its
// other end: it is the same the next time, unless the step stands elsewhere in its plan. It is
// safe for concurrent use.
type Steps struct {
	last atomic.Pointer[stepText]
}

type stepText struct {
	stepForm
	text string
}

// stepForm is what the text of such a step depends on.
type stepForm struct {
	dialect      Dialect
	from, number int
	ids, maps    bool
}

// stepClause is the subquery of a step.
func (l *levels) stepClause(s *step, from, number int) clause {
	kept := s.target.Steps
	if kept == nil || len(s.edges) > 1 || !s.branch.isPlain() {
		return s.clause(from, number)
	}
	form := stepForm{l.Dialect(), from, number, s.ids, s.maps}
	known := kept.last.Load()
	if known == nil || known.stepForm != form {
		alone := newScope(Setting{Dialect: l.Dialect()})
		alone.put(s.clause(from, number))
		stmt, err := alone.statement()
		if err != nil {
			return s.clause(from, number) // where it is written again, and fails
		}
		known = &stepText{form, stmt.Text}
		kept.last.Store(known)
	}
	return clause{word: known.text}
}
