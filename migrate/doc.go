// Package migrate brings a database from one version to the next by files of Cypher.
//
// One half of it is pure: it finds the files of a folder ([Read]), takes them apart into
// statements ([Parse]), says what each statement is and which belong into one transaction, and
// checks them ([Source.Lint], [Source.VerifySum]). It talks to no database. The other half runs them ([New], [Migrator.Up]).
//
//	//go:embed migrations
//	var files embed.FS
//
//	folder, err := fs.Sub(files, "migrations")
//	source, err := migrate.Read(folder, nil)
//	m, err := migrate.New(driver, source)
//	results, err := m.Up(ctx)
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
//	repeat=safe           may run again from its beginning after an interruption; see below
//	progress=rows         its rows have changed, how much was stored since the row before, and total, of how much; for CALL { … } IN
//	                      TRANSACTIONS, and told by WithProgress, on 4.4 for 64 rows at a time (of a statement only)
//	ignore=RULE,RULE      findings of Lint that are meant
//
// Anything else behind `ogm:` is an error. Preconditions (assume, assert) are those of
// neo4j-migrations; see [Precondition].
//
// # What happens when it is interrupted
//
// The process may be killed, the network fail or a statement be refused at any point: run [Migrator.Up] again, it goes on with the
// statement that is next. Of the file, what follows the statements that are stored may be mended before.
//
//	data             applied exactly once: the transaction that has the statements has the log's line about them
//	schema           logged before and behind, since Neo4j changes schema and data in no one transaction. What may have run
//	                 runs again, and that an object of the same name and definition is there already, or one of the
//	                 name is gone, counts as done; by itself, without an interruption, it is an error
//	auto-commit      CALL { … } IN TRANSACTIONS, or transaction=none: what of it is stored nobody knows. It is an error
//	                 unless the file says repeat=safe, and then it runs again; else finish it by hand, and Mark
//	system           runs again: write IF NOT EXISTS, OR REPLACE and IF EXISTS
//	Go migrations    Up exactly once, Schema and UpOutside at least once, Refactor goes on behind its last batch
//	callbacks        are not logged: beforeMigrate and afterMigrate run around each call that has something to run
//
// After statements that change the schema all indexes are waited for. One that fails is an error with the server's
// message, an [IndexError]: drop it, mend the data and run again.
//
// # Large changes
//
// What changes many nodes belongs into transactions of a bounded size. A [Refactoring] does that for labels, types, names and types
// of properties, and for duplicates, without APOC:
//
//	migrate.GoMigration{Version: v7, Description: "people are humans", Refactor: migrate.RenameLabel("Person", "Human")}
//	text, err := migrate.ConvertProperty(migrate.NodesOf("Person"), "born", migrate.ToInteger).Cypher("5.26") // for a file
//	result, err := migrate.MergeDuplicates("Person", "email").FirstBy("created").Run(ctx, driver, nil)
//
// # Several at once
//
// Processes that migrate one database wait for each other ([WithLockTimeout]); those that find nothing to do only read. The
// lock is a lease that its holder renews and that ends by the database's clock ([WithLease]), so nothing is left to be
// removed after a kill. A holder that was stopped for longer writes nothing more when it comes back: each of its
// transactions finds another's token in the database, and those that were open have been ended. Only a statement in
// auto-commit is checked before it is sent and not within: should the process be stopped just between, it may run once more.
//
// The user needs the right to see and terminate its own transactions, which all users have, beside those that the migrations
// need. [Migrator.Status], [Migrator.Plan] and [Migrator.Validate] only read.
//
// # Several databases
//
// The history is in the database that is migrated. Another one that a file uses has a lock and the log of its own
// statements, in nodes that begin with __OgmMigration, and must be there when the call begins: make it in
// beforeFirstUse.cypher.
package migrate
