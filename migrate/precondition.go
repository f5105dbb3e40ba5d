package migrate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Precondition is a comment that says when a file may run, in the words of neo4j-migrations:
//
//	// assert that edition is enterprise
//	// assume that version is 5.26 or 2025
//	// assume that version is ge 5.23
//	// assert q' MATCH (n:Old) RETURN count(n) = 0
//	// assume in schema q' RETURN true
//
// An assertion that does not hold stops the run, an assumption that does not hold leaves
// the file out. They stand on lines of their own before any statement of the file. A comment that
// begins like one and is none is an error.
type Precondition struct {
	// Line is where it stands in the file.
	Line int
	// Assumption tells it from an assertion.
	Assumption bool

	edition  string
	order    string // lt or ge; "" compares with each version
	versions []string
	question string
	inSchema bool
}

// Facts is what preconditions ask the database.
type Facts interface {
	// Edition is community or enterprise, in any case.
	Edition(ctx context.Context) (string, error)
	// Version is the server's, such as 5.26.30 or 2025.12.1.
	Version(ctx context.Context) (string, error)
	// Ask runs a query that only reads and gives the one boolean it returns: in the database where the
	// history is kept, if inSchema says so, else in the one that is migrated.
	Ask(ctx context.Context, cypher string, inSchema bool) (bool, error)
}

// Holds evaluates the precondition. Errors are those of facts, as they came.
//
// A version holds for all that begin with its numbers: 5.2 for 5.2.1, and not for 5.26, for which
// it holds in neo4j-migrations, since there letters are compared.
func (p Precondition) Holds(ctx context.Context, facts Facts) (bool, error) {
	switch {
	case p.question != "":
		return facts.Ask(ctx, p.question, p.inSchema)
	case p.edition != "":
		edition, err := facts.Edition(ctx)
		return strings.EqualFold(edition, p.edition), err
	}
	text, err := facts.Version(ctx)
	if err != nil {
		return false, err
	}
	server := serverVersion(text)
	switch p.order {
	case "lt":
		return compareServers(server, serverVersion(p.versions[0])) < 0, nil
	case "ge":
		return compareServers(server, serverVersion(p.versions[0])) >= 0, nil
	}
	return slices.ContainsFunc(p.versions, func(version string) bool {
		wanted := serverVersion(version)
		return len(wanted) <= len(server) && slices.Equal(server[:len(wanted)], wanted)
	}), nil
}

// String is the precondition without slashes, in one form whatever the file's is.
func (p Precondition) String() string {
	word := "assert"
	if p.Assumption {
		word = "assume"
	}
	switch {
	case p.question != "" && p.inSchema:
		return word + " in schema q' " + p.question
	case p.question != "":
		return word + " q' " + p.question
	case p.edition != "":
		return word + " that edition is " + p.edition
	case p.order != "":
		return word + " that version is " + p.order + " " + p.versions[0]
	}
	return word + " that version is " + strings.Join(p.versions, " or ")
}

// serverVersion takes a version's numbers apart: "Neo4j/5.27-aura" has 5 and 27.
func serverVersion(text string) []string {
	text = strings.TrimPrefix(strings.ToLower(text), "neo4j/")
	text, _, _ = strings.Cut(text, "-")
	parts := strings.Split(text, ".")
	for i, part := range parts {
		parts[i] = strings.TrimLeft(part, "0")
	}
	return parts
}

// compareServers compares numbers; those that are missing count as 0.
func compareServers(a, b []string) int {
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
			return c
		}
	}
	return 0
}

const preconditionRemedy = "write `that edition is enterprise|community`, `that version is 5.26 or 2025`, `that version is lt|ge 5.23` or `q' QUERY` behind assume or assert, or begin the comment with another word"

// parsePrecondition reads a comment, without its slashes. It gives neither where the comment is
// something else, and a problem where it begins like a precondition.
func parsePrecondition(comment string) (found *Precondition, problem string) {
	word, rest := cutWord(comment)
	assumption := strings.EqualFold(word, "assume")
	if !assumption && !strings.EqualFold(word, "assert") {
		return nil, ""
	}
	p := &Precondition{Assumption: assumption}
	inSchema := false
	if in, behind := cutWord(rest); strings.EqualFold(in, "in") {
		place, behind := cutWord(behind)
		inSchema = strings.EqualFold(place, "schema")
		if !inSchema && !strings.EqualFold(place, "target") {
			return nil, ""
		}
		p.inSchema, rest = inSchema, behind
	}
	if len(rest) >= 2 && strings.EqualFold(rest[:2], "q'") {
		p.question = strings.TrimRight(rest[2:], "; \t")
		p.question = strings.TrimLeft(p.question, " \t")
		if p.question == "" {
			return nil, "a precondition has no query behind q'"
		}
		if !isOneStatement(p.question) {
			return nil, "the query of a precondition is not one statement; it begins behind q' and ends with the line, without another quote"
		}
		return p, ""
	}
	that, rest := cutWord(rest)
	if !strings.EqualFold(that, "that") {
		return nil, ""
	}
	subject, rest := cutWord(rest)
	is, rest := cutWord(rest)
	if !strings.EqualFold(is, "is") || inSchema {
		return nil, "a comment begins like a precondition and is none"
	}
	switch strings.ToLower(subject) {
	case "edition":
		p.edition = strings.ToLower(rest)
		if p.edition != "enterprise" && p.edition != "community" {
			return nil, fmt.Sprintf("a precondition names the edition %q", rest)
		}
		return p, ""
	case "version":
		return p.parseVersions(rest)
	}
	return nil, "a comment begins like a precondition and is none"
}

// parseVersions reads 5.26, 2025 or 2026, or lt or ge with one version. What follows behind a sign
// that belongs to no list is prose, as in neo4j-migrations.
func (p *Precondition) parseVersions(text string) (*Precondition, string) {
	word, rest := cutWord(text)
	if word = strings.ToLower(word); word == "lt" || word == "ge" {
		p.order, text = word, rest
	}
	list := strings.ToLower(text)
	if end := strings.IndexFunc(list, func(r rune) bool { return !inWord(r) && !strings.ContainsRune(" \t.,", r) }); end >= 0 {
		list = list[:end]
	}
	for version := range strings.SplitSeq(strings.ReplaceAll(list, "or", ","), ",") {
		version = strings.TrimSpace(version)
		if versionProblem(version) != "" || strings.Contains(version, "_") {
			return nil, fmt.Sprintf("a precondition names the version %q", version)
		}
		p.versions = append(p.versions, version)
	}
	if p.order != "" && len(p.versions) > 1 {
		return nil, "a precondition gives " + p.order + " several versions"
	}
	return p, ""
}
