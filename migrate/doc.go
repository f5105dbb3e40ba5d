// Package migrate brings a database from one version to the next by files of Cypher.
//
// This half of it is pure: it finds the files of a folder ([Read]), takes them apart into
// statements ([Parse]), says what each statement is and which belong into one transaction, and
// checks them ([Source.Lint], [Source.VerifySum]). It talks to no database.
//
// # Files
//
//	V1_2__add_names.cypher          once, in the order of versions
//	R2__refresh_totals.cypher       again whenever its text changes
//	U1_2__add_names.cypher          takes back what the file with V did
//	beforeMigrate__pause.cypher     a callback, see Phase
//
// Names and order are those of neo4j-migrations, so a folder serves both; files with U are ours
// and unknown to it. Folders in the folder are looked into, what begins with a dot is not.
// Every other file that ends in .cypher, or looks like a migration, is an error: a
// migration that is left out without a word is found in production.
//
// # Statements
//
// A semicolon ends a statement unless it stands in '…', "…", `…` or a comment. A line
// `:use movies` sends what follows to another database. Line endings may be LF, CRLF or CR and
// become LF, also within strings, so that a file means the same wherever it was checked out.
//
// # Comments that say something
//
//	// ogm: transaction=each ignore=destructive
//	// ogm:next transaction=none class=schema ignore=unnamed,destructive
//	// assume that edition is enterprise
//
// `ogm:` speaks about the whole file and stands before its first statement, `ogm:next`
// about the statement that follows.
//
//	transaction=each      every statement in a transaction of its own
//	transaction=one       all statements in one transaction (of a file only)
//	transaction=none      in auto-commit, outside any transaction that we could roll back
//	class=CLASS           read, write, schema, auto-commit or system, where a procedure hides it
//	ignore=RULE,RULE      findings of Lint that are meant
//
// Anything else behind `ogm:` is an error. Preconditions (assume, assert) are those of
// neo4j-migrations; see [Precondition].
package migrate
