package catalog

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// ViolationError says that a constraint cannot be created, because of what is stored. Its text
// has numbers and element ids; values and keys are in Examples only. Mend the data, which Statement
// finds, and try again.
type ViolationError struct {
	Constraint schema.Constraint

	// Cases is how many values several have, or how many nodes or relationships lack a property
	// or have one of another type; Members is how many are concerned. Both count among the first
	// LookedAt of Total, and are 0 where the server has found what this look did not.
	Cases, Members  int64
	LookedAt, Total int64

	Examples  []Violation // some of the cases
	Statement string      // Cypher that gives all of them
	err       error
}

// Violation is one case: members with the same values, or one that does not fit.
type Violation struct {
	Values  []any // of the constraint's properties; nil of one that does not fit
	Members []Member
}

// Member is a node or a relationship that violates a constraint.
type Member struct {
	ElementID string // on Neo4j 4.4 its number
	Key       []any  // where a type declares one for its label
}

func (e *ViolationError) Error() string {
	text := fmt.Sprintf("ogm: the %s cannot be created: ", e.Constraint)
	noun := "nodes"
	if e.Constraint.EntityType == schema.RelationshipEntity {
		noun = "relationships"
	}
	among := ""
	if e.LookedAt < e.Total {
		among = fmt.Sprintf(" of the first %d %s", e.LookedAt, noun)
	}
	switch {
	case e.Cases == 0:
		text += noun + " that are stored violate it"
	case e.Examples[0].Values == nil:
		text += fmt.Sprintf("%d%s do not fit", e.Cases, cmp.Or(among, " "+noun))
	default:
		text += fmt.Sprintf("%d%s share %d values", e.Members, cmp.Or(among, " "+noun), e.Cases)
	}
	var ids []string
	for _, example := range e.Examples {
		var together []string
		for _, member := range example.Members {
			together = append(together, member.ElementID)
		}
		ids = append(ids, strings.Join(together, " and "))
	}
	if len(ids) > 0 {
		text += ", such as " + strings.Join(ids, ", ")
	}
	return text + "; all are found by: " + e.Statement
}

// Unwrap gives the server's refusal, nil where it was not asked.
func (e *ViolationError) Unwrap() error { return e.err }

// The bounds of a look for violations: so many nodes or relationships before anything is changed,
// which is a fraction of a second, and so many when the server has refused a constraint; so
// many examples of each are told. The server gives up a look after a time.
const (
	looksBefore  = 100_000
	looksAfter   = 2_000_000
	examples     = 5
	lookDuration = time.Minute
)

// violations looks for what violates a constraint among the first of limit, nil where it finds nothing.
func violations(ctx context.Context, client *session.Client, constraint schema.Constraint, key []string, limit int64) (*ViolationError, error) {
	server, err := client.Server(ctx)
	if err != nil {
		return nil, err
	}
	for _, look := range looksFor(constraint) {
		stmt, err := look.statement(server.Dialect, constraint, query.Look{Key: key, Limit: limit, Examples: examples})
		if err != nil {
			return nil, err
		}
		var answer *rows
		err = client.TransactWith(ctx, session.TxConfig{Timeout: lookDuration}, func(ctx context.Context, tx session.Tx) error {
			answer = &rows{}
			return tx.Run(ctx, stmt, answer)
		})
		if err != nil {
			return nil, err
		}
		if len(answer.list) == 0 || answer.list[0]["cases"] == int64(0) {
			continue
		}
		found := readViolations(answer.list[0])
		found.Constraint, found.LookedAt = constraint, min(limit, found.Total)
		found.Statement, err = look.text(server.Dialect, constraint)
		return found, err
	}
	return nil, nil
}

// count gives how many nodes or relationships there are, which a database knows: a database without any is
// asked nothing more.
func count(ctx context.Context, runner session.Runner, entity schema.EntityType) (int64, error) {
	counted, err := show(ctx, runner, query.CountEntities(entity))
	if err != nil || len(counted) == 0 {
		return 0, err
	}
	many, _ := counted[0]["total"].(int64)
	return many, nil
}

// isGivenUp tells whether the server ended a look because of its size.
func isGivenUp(err error) bool {
	code, _, refused := session.Refusal(err)
	return refused && (strings.HasPrefix(code, "Neo.ClientError.Transaction.TransactionTimedOut") || strings.HasPrefix(code, "Neo.TransientError.General."))
}

// look is one way of finding violations.
type look struct {
	statement func(cypher.Dialect, schema.Constraint, query.Look) (cypher.Statement, error)
	text      func(cypher.Dialect, schema.Constraint) (string, error)
}

func looksFor(constraint schema.Constraint) []look {
	repeated, misfits := look{query.Repeated, query.FindRepeated}, look{query.Misfits, query.FindMisfits}
	switch constraint.Kind {
	case schema.UniqueConstraint:
		return []look{repeated}
	case schema.KeyConstraint:
		return []look{repeated, misfits}
	}
	return []look{misfits}
}

func readViolations(row map[string]any) *ViolationError {
	e := &ViolationError{}
	e.Total, _ = row["total"].(int64)
	e.Cases, _ = row["cases"].(int64)
	e.Members, _ = row["members"].(int64)
	for _, entry := range list(row["examples"]) {
		parts := list(entry)
		example := Violation{}
		if values := list(parts[0]); len(values) > 0 {
			example.Values = values
		}
		for _, entry := range list(parts[1]) {
			identity := list(entry)
			id, _ := identity[0].(string)
			member := Member{ElementID: id}
			if key := list(identity[1]); len(key) > 0 {
				member.Key = key
			}
			example.Members = append(example.Members, member)
		}
		e.Examples = append(e.Examples, example)
	}
	return e
}

func list(value any) []any {
	all, _ := value.([]any)
	return all
}
