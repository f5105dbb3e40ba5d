package migrate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Cypher gives the refactoring as the text of a migration: statements that make transactions of their own, a batch in each, and that
// may run again after an interruption, with what Run would look at before, as far as it needs no more than data, as preconditions. server is the version
// that it is for, such as 4.4 or 5.26, since the words differ; "" is the newest. Constraints in the way are found by the server
// then, at the batch that meets them. WithProgress is told of each batch. MergeDuplicates needs Meeting for servers before 5.26.
func (r Refactoring) Cypher(server string) (string, error) {
	text, err := r.cypher(server)
	if err != nil {
		return "", fmt.Errorf("ogm: migrate: %w", err)
	}
	return text, nil
}

func (r Refactoring) cypher(server string) (string, error) {
	if err := r.check(); err != nil {
		return "", err
	}
	setting := refactorSetting{cypher.Newest, r.batch}
	if server != "" {
		if err := checkServer(server); err != nil {
			return "", err
		}
		setting.dialect = cypher.DialectOf("Neo4j/" + server)
	}
	if m, ok := r.work.(merge); ok && m.computes() && !setting.dialect.DynamicNames() {
		return "", errors.New(r.String() + ": servers before 5.26 must be told by Meeting which types of relationships and which further labels the duplicates have, as far as you know none: Meeting(nil, nil)")
	}
	steps, err := r.work.steps(setting)
	if err != nil {
		return "", err
	}
	questions, err := r.work.questions(setting, situation{})
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "// %s, in transactions of %d.\n", oneLine(r.String()), r.batch)
	for _, q := range questions {
		if strings.ContainsAny(q.count, "\n\r") {
			return "", fmt.Errorf("%s: a name with a line break cannot stand in a precondition; use Run", r)
		}
		fmt.Fprintf(&text, "// assert q' %s = 0\n", strings.TrimSuffix(q.count, " AS n"))
	}
	text.WriteString("\n")
	var index *schema.Index
	if work, ok := r.work.(needsIndex); ok {
		needed := work.index()
		index = &needed
		create, err := query.CreateIndex(setting.dialect, needed)
		if err != nil {
			return "", err
		}
		text.WriteString(create + ";\n")
	}
	for _, s := range steps {
		text.WriteString("// ogm:next repeat=safe progress=rows ignore=destructive\n" + s.all(setting) + ";\n")
	}
	if index != nil {
		drop, err := query.DropIndex(index.Name)
		if err != nil {
			return "", err
		}
		text.WriteString("// ogm:next ignore=destructive\n" + drop + ";\n")
	}
	return text.String(), nil
}

// checkServer is for a version that somebody writes: one that is misspelt would pass for the newest.
func checkServer(server string) error {
	version, err := ParseVersion(server)
	if err != nil || strings.Contains(server, "_") {
		return fmt.Errorf("%q is no version of a server; write it as 4.4, 5.26 or 2026, or leave it out for the newest", server)
	}
	if oldest, _ := ParseVersion("4.4"); version.Compare(oldest) < 0 { // it is one
		return fmt.Errorf("servers before 4.4 do not know transactions within a statement, and %s is one", server)
	}
	return nil
}

// oneLine keeps names within their comment.
func oneLine(text string) string {
	return strings.NewReplacer("\n", " ", "\r", " ").Replace(text)
}
