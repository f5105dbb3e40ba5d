package migrate

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is the name of a check of Lint, as `ignore=` takes it.
type Rule string

// The rules.
const (
	// RuleUnnamed finds constraints and indexes whose name is left to the server: it differs from
	// database to database, so no later file can drop them.
	RuleUnnamed Rule = "unnamed"
	// RuleNotIdempotent finds what fails when it is done a second time.
	RuleNotIdempotent Rule = "not-idempotent"
	// RuleUnbounded finds changes of all nodes or relationships in one transaction.
	RuleUnbounded Rule = "unbounded"
	// RuleWholeLabel finds changes of all nodes of a label in one transaction.
	RuleWholeLabel Rule = "whole-label"
	// RuleDestructive finds what cannot be taken back: DROP, DELETE and REMOVE.
	RuleDestructive Rule = "destructive"
	// RuleLegacySplit is that of Script.LegacyDifferences; Lint does not look for it.
	RuleLegacySplit Rule = "legacy-split"
)

// Rules lists all of them.
func Rules() []Rule {
	return []Rule{RuleUnnamed, RuleNotIdempotent, RuleUnbounded, RuleWholeLabel, RuleDestructive, RuleLegacySplit}
}

func ruleNames() string {
	var names []string
	for _, rule := range Rules() {
		names = append(names, string(rule))
	}
	return strings.Join(names, ", ")
}

// Finding is something in a file that works, and is likely to be regretted.
type Finding struct {
	File    string
	Line    int
	Rule    Rule
	Message string
	Remedy  string
}

// String is the finding in one line, as compilers print theirs.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s (%s); %s", f.File, f.Line, f.Message, f.Rule, f.Remedy)
}

// Lint looks for statements that are likely to be regretted. What is meant so is left out by a
// comment, `// ogm:next ignore=RULE` before the statement or `// ogm: ignore=RULE` at the
// top of the file. A file that takes another back may destroy without a finding.
func (s *Script) Lint() []Finding {
	var found []Finding
	for i := range s.Statements {
		l := linter{script: s, stmt: &s.Statements[i], outline: outlineOf(s.Statements[i].Resolved())}
		l.run()
		found = append(found, l.found...)
	}
	return found
}

// linter is the look at one statement.
type linter struct {
	script  *Script
	stmt    *Statement
	outline outline
	found   []Finding
}

func (l *linter) run() {
	first, kind := l.outline.at(0), l.outline.kind()
	isRule := kind == "INDEX" || kind == "CONSTRAINT"
	isCommand := isRule || slices.Contains(systemThings, kind)
	switch {
	case first == "CREATE" && isCommand:
		l.create(kind, isRule)
	case first == "DROP" && isCommand:
		l.drop(kind)
	default:
		l.update()
	}
}

func (l *linter) create(kind string, isRule bool) {
	what := thing(kind)
	if isRule && l.isUnnamed() {
		l.report(0, RuleUnnamed, what+" without a name is called differently in each database", "name it: CREATE "+kind+" NAME IF NOT EXISTS …")
	}
	if !l.says("IF", "NOT", "EXISTS") && !l.says("OR", "REPLACE") {
		l.report(0, RuleNotIdempotent, "fails where there is "+what+" of that name", "add IF NOT EXISTS")
	}
}

func (l *linter) drop(kind string) {
	what := thing(kind)
	if l.isUnnamed() && (kind == "INDEX" || kind == "CONSTRAINT") {
		l.report(0, RuleUnnamed, "drops "+what+" by its pattern, which Neo4j does not know from 5 on", "drop it by name: DROP "+kind+" NAME IF EXISTS")
	} else if !l.says("IF", "EXISTS") {
		l.report(0, RuleNotIdempotent, "fails where there is no such "+strings.ToLower(kind), "add IF EXISTS")
	}
	l.destroy(0, "drops "+what)
}

// isUnnamed tells whether what stands at the place of the name is none.
func (l *linter) isUnnamed() bool {
	next := l.outline.at(l.outline.kindAt() + 1)
	return next == "FOR" || next == "ON" || next == "IF" || next == ""
}

func (l *linter) says(words ...string) bool {
	for i := range l.outline.head {
		if i+len(words) <= len(l.outline.head) && slices.Equal(l.outline.head[i:i+len(words)], words) {
			return true
		}
	}
	return false
}

func (l *linter) update() {
	o := l.outline
	if o.deletes >= 0 {
		l.destroy(o.deletes, "deletes nodes or relationships")
	}
	if o.removes >= 0 {
		l.destroy(o.removes, "removes properties or labels")
	}
	if o.updates < 0 || o.bounded || o.autoCommit {
		return
	}
	const remedy = "say which by WHERE, or write MATCH … CALL (n) { … } IN TRANSACTIONS"
	if o.labelled {
		l.report(o.updates, RuleWholeLabel, "changes all nodes or relationships of a label or type in one transaction", remedy)
	} else {
		l.report(o.updates, RuleUnbounded, "changes all nodes or relationships of the database in one transaction", remedy)
	}
}

func (l *linter) destroy(offset int, message string) {
	if !l.script.undoes {
		l.report(offset, RuleDestructive, message+", and no later file can bring them back", "see that there is a backup, and say so: // ogm:next ignore="+string(RuleDestructive))
	}
}

func (l *linter) report(offset int, rule Rule, message, remedy string) {
	if l.stmt.said.ignores(rule) || slices.Contains(l.script.ignored, string(rule)) {
		return
	}
	line := l.stmt.Line
	if l.stmt.resolved == nil { // else the offset is in another text
		line += strings.Count(l.stmt.Text[:offset], "\n")
	}
	l.found = append(l.found, Finding{l.script.File, line, rule, message, remedy})
}

// thing is a kind with its article.
func thing(kind string) string {
	switch kind {
	case "INDEX", "ALIAS", "AUTH":
		return "an " + strings.ToLower(kind)
	case "COMPOSITE":
		return "a composite database"
	case "IMMUTABLE":
		return "an immutable role"
	}
	return "a " + strings.ToLower(kind)
}
