package migrate

import "strconv"

// Transaction is a group of consecutive statements of one file that commit together.
type Transaction struct {
	// Statements are those of the script, in its order; at least one.
	Statements []Statement
	// First is the place of the first of them in the script's Statements.
	First int
	// AutoCommit says that the one statement runs in no transaction of ours: because of its class, or
	// because a comment says transaction=none.
	AutoCommit bool
	// Schema says that it changes the schema, and no data.
	Schema bool
}

// Database is the one that it is for; "" is the database that is migrated, and ClassSystem
// belongs to system whatever the file says.
func (t Transaction) Database() string { return t.Statements[0].Database }

// group cuts the statements into transactions: schema and data never share one, what makes transactions of its
// own and what is for the system database stands alone.
func (s *Script) group(mode transactionMode, mistakes *mistakes) {
	if mode == modeOne {
		s.checkOne(mistakes)
	}
	all := s.Statements
	for i := range all {
		all[i].auto = all[i].auto || mode == modeNone || all[i].Class == ClassAutoCommit
		all[i].own = all[i].own || all[i].auto || mode == modeEach
		if all[i].tells && !all[i].auto {
			mistakes.add(&FileError{
				File: s.File, Line: all[i].Line, Problem: "progress=rows, and nothing of this statement is stored before its transaction ends",
				Remedy: "leave it out, or let the statement make transactions of its own: CALL { … } IN TRANSACTIONS",
			})
		}
		if !together(all, i) {
			s.Transactions = append(s.Transactions, Transaction{First: i, AutoCommit: all[i].auto, Schema: all[i].Class == ClassSchema})
		}
	}
	for i := range s.Transactions {
		t, end := &s.Transactions[i], len(all)
		if i+1 < len(s.Transactions) {
			end = s.Transactions[i+1].First
		}
		t.Statements = all[t.First:end:end]
	}
}

// together tells whether a statement joins the one before it.
func together(all []Statement, i int) bool {
	if i == 0 {
		return false
	}
	before, here := all[i-1], all[i]
	return before.Database == here.Database && !before.own && !here.own &&
		(before.Class.changesData() && here.Class.changesData() || before.Class == ClassSchema && here.Class == ClassSchema)
}

// checkOne finds what hinders a file to be one transaction.
func (s *Script) checkOne(mistakes *mistakes) {
	for i := 1; i < len(s.Statements); i++ {
		if together(s.Statements, i) {
			continue
		}
		before, here := s.Statements[i-1], s.Statements[i]
		problem := "transaction=one, and a " + here.Class.String() + " statement cannot share one with the " + before.Class.String() + " statement in line " + strconv.Itoa(before.Line)
		switch {
		case before.own || here.own:
			problem = "transaction=one, and this statement or the one before has a transaction of its own"
		case before.Database != here.Database:
			problem = "transaction=one, and this statement is for another database than the one before"
		}
		mistakes.add(&FileError{File: s.File, Line: here.Line, Problem: problem, Remedy: "leave transaction=one out, or put the statement into a file of its own"})
		return
	}
}
