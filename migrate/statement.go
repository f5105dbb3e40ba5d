package migrate

import "fmt"

// Statement is one statement of a file.
type Statement struct {
	// Text is what the file says, without the semicolon, with placeholders as they
	// stand there. It is what may be shown and logged.
	Text string
	// Line is where it begins in the file, from 1.
	Line int
	// Database is the one that the last line `:use` named, in small letters; "" is
	// the database that is migrated.
	Database string
	// Class is what the statement does to the database.
	Class Class

	own      bool       // belongs into a transaction of its own
	auto     bool       // runs in auto-commit
	repeat   bool       // may run again after an interruption
	tells    bool       // its rows tell how far it is
	resolved *string    // what is sent, where that is not Text; behind a pointer, so that no %v shows it
	said     *directive // by an ogm:next; nil without
}

// Resolved is the text to send: with the values of placeholders. They may be secrets, so it
// belongs into no log and no error.
func (s Statement) Resolved() string {
	if s.resolved != nil {
		return *s.resolved
	}
	return s.Text
}

// Class is what a statement does, as far as it decides about transactions.
type Class uint8

// The classes. Neo4j refuses a transaction that changes both schema and data.
const (
	// ClassRead only reads data or the schema.
	ClassRead Class = iota
	// ClassWrite changes data, or calls a procedure that may.
	ClassWrite
	// ClassSchema changes constraints or indexes.
	ClassSchema
	// ClassAutoCommit makes transactions of its own and runs in none of ours: CALL { … } IN
	// TRANSACTIONS and USING PERIODIC COMMIT.
	ClassAutoCommit
	// ClassSystem is about databases, users and rights, and belongs to the system database.
	ClassSystem
)

var classNames = [...]string{"read", "write", "schema", "auto-commit", "system"}

// String is the word that `class=` takes in a file.
func (c Class) String() string {
	if int(c) >= len(classNames) {
		return fmt.Sprintf("Class(%d)", int(c))
	}
	return classNames[c]
}

// changesData tells the classes that share a transaction.
func (c Class) changesData() bool { return c == ClassRead || c == ClassWrite }
