package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/session"
)

// Refactoring changes what is stored, in transactions of a bounded size: [RenameLabel], [RenameType],
// [RenameProperty], [MergeDuplicates] and [ConvertProperty] make one. It needs neither APOC nor Enterprise Edition, and
// may be used in three ways: at once by Run, as a migration by the field Refactor of [GoMigration], and as a file by Cypher.
//
// Each batch finds what is left and changes it in one transaction, so whatever is interrupted goes on by being run
// again, in any of the three ways, and ends as if it had not been. What others add while it runs is changed, too, but by a file only
// what is there when its statement begins. What is next is looked up for many batches at a time, by a file for all, for which the server keeps some
// 30 bytes for each node or relationship: so a batch takes as long at the end as in the beginning.
//
// The zero value does nothing, and is an error.
type Refactoring struct {
	work  refactoring
	batch int
	wrong error // a method that is for another kind
}

// refactoring is what the kinds have in common.
type refactoring interface {
	fmt.Stringer

	// check tells what cannot be meant.
	check() error
	// steps are what is to be done, for a server line.
	steps(refactorSetting) ([]step, error)
	// questions are asked before the first step; what they find is in the way.
	questions(refactorSetting, situation) ([]question, error)
	// leftovers tells whether a constraint or an index on this stays behind without use.
	leftovers(relationship bool, label string, properties []string) bool
}

// defaultBatch is a size that neither the server's memory nor those who wait for its locks mind.
const defaultBatch = 1000

func newRefactoring(work refactoring) Refactoring {
	return Refactoring{work: work, batch: defaultBatch}
}

// BatchesOf sets how many nodes or relationships a transaction changes; by default 1,000.
func (r Refactoring) BatchesOf(n int) Refactoring {
	r.batch = n
	return r
}

// String says in words what it does.
func (r Refactoring) String() string {
	if r.work == nil {
		return "no refactoring"
	}
	return r.work.String()
}

// not says that a method is for another kind.
func (r Refactoring) not(method, kind string) Refactoring {
	r.wrong = fmt.Errorf("%s is for %s alone", method, kind)
	return r
}

func (r Refactoring) isZero() bool { return r.work == nil }

func (r Refactoring) check() error {
	switch {
	case r.work == nil:
		return errors.New("the refactoring is empty; make it by RenameLabel and the others")
	case r.wrong != nil:
		return fmt.Errorf("%s: %w", r, r.wrong)
	case r.batch < 1:
		return fmt.Errorf("%s: BatchesOf: %d is no size of a batch", r, r.batch)
	}
	if err := r.work.check(); err != nil {
		return fmt.Errorf("%s: %w", r, err)
	}
	return nil
}

// RefactorOptions are those of [Refactoring.Run]. Nil is the zero value.
type RefactorOptions struct {
	// Database is the one to change; "" is the user's home database.
	Database string
	// Progress is called after each transaction: how much is done of what was there in the beginning, in nodes and
	// relationships that are changed. Nil for nobody.
	Progress func(done, total int64)
}

// RefactorResult is what a refactoring did.
type RefactorResult struct {
	// Changed counts the changes of nodes and relationships. A relationship between two nodes that are both merged into others
	// changes twice.
	Changed      int64
	Transactions int
	// Left counts the values that could not be converted, and stay as they are; see Refactoring.LeaveOthers.
	Left int64
	// Leftovers are the names of constraints and indexes that are still on the old name, where they serve nothing any
	// more. What took their place is to be declared by a migration of its own.
	Leftovers []string
}

// ObstacleError says what is in the way of a refactoring. Nothing was changed, but for batches of an earlier run.
type ObstacleError struct {
	Refactoring string // in words
	Obstacle    string
	Remedy      string
	// Constraint is the name of the one that would be broken; "" where it is something else.
	Constraint string
	// Count is how many nodes or relationships are concerned; 0 where the constraint itself is in the way.
	Count int64
	// Values are some that cannot be converted, in the driver's types. They are not in the message.
	Values []any
}

func (e *ObstacleError) Error() string {
	return fmt.Sprintf("ogm: migrate: %s: %s; %s", e.Refactoring, e.Obstacle, e.Remedy)
}

// Run refactors a database, without a history and without the lock of migrations; as a migration it has both. It returns when
// nothing is left to be changed. An [ObstacleError] comes before anything is changed; any other error may leave batches
// behind, and the result counts them: run it again. Run twice, it finds nothing to do.
func (r Refactoring) Run(ctx context.Context, driver neo4j.DriverWithContext, options *RefactorOptions) (RefactorResult, error) {
	if options == nil {
		options = &RefactorOptions{}
	}
	if driver == nil {
		return RefactorResult{}, errors.New("ogm: migrate: the driver is nil")
	}
	client := session.New(session.Config{Driver: driver, Database: options.Database, Sleep: session.Pause, RetryTime: readRetries})
	return r.run(ctx, plainDoor{&place{client: client}}, options.Progress)
}

// Elements are the nodes of a label or the relationships of a type.
type Elements struct {
	name         string
	relationship bool
}

// NodesOf are the nodes that have a label.
func NodesOf(label string) Elements { return Elements{name: label} }

// RelationshipsOf are those of a type.
func RelationshipsOf(relationshipType string) Elements { return Elements{relationshipType, true} }

// String names them as Cypher does.
func (e Elements) String() string {
	if e.relationship {
		return "[:" + e.name + "]"
	}
	return "(:" + e.name + ")"
}

// match finds them as n, with other labels, too.
func (e Elements) match(q *quoter, variable string, labels ...string) string {
	text := ":" + q.name(e.name)
	if e.relationship {
		return "MATCH ()-[" + variable + text + "]->()"
	}
	for _, label := range labels {
		if label != e.name {
			text += ":" + q.name(label)
		}
	}
	return "MATCH (" + variable + text + ")"
}

// isOn tells whether a constraint or index is on them and has one of some properties.
func (e Elements) isOn(relationship bool, label string, properties []string, property string) bool {
	return relationship == e.relationship && label == e.name && slices.Contains(properties, property)
}
