// Package bolttest is a Bolt server in process, for the faults that a real
// Neo4j does not produce on demand: a deadlock at exactly this message, a
// connection that dies while COMMIT is under way, a leader that steps down, an
// answer that never comes. It also counts, so that a test can hold a promise
// about round trips, and it remembers what was committed, so that a test can
// tell one committed attempt from two.
//
// It understands no Cypher: a test scripts the answers ([Responder], [On]). What
// depends on the meaning of a statement belongs to the tests that run against a
// real Neo4j.
//
//	server := bolttest.Start(t, bolttest.On("MATCH", bolttest.Rows([]string{"n"}, []any{node})))
//	server.Inject(bolttest.At("COMMIT", 1), bolttest.CutAfter())
//
// For a fault at every message in turn, run once without faults, and then once
// for each of [Server.Points] on a fresh server.
//
// # What the driver sends
//
// A [Counts] separates the round trips of queries from the overhead of
// connections. The separation follows what neo4j-go-driver v5.28.4 was seen to
// send over Bolt 5.4; the tests of this package hold it to that.
//
//   - ExecuteQuery takes two round trips: BEGIN, RUN and PULL together, then
//     COMMIT. ExecuteRead and ExecuteWrite wait for BEGIN, for each RUN (its
//     PULL travels along) and for COMMIT. An auto-commit takes one. Each
//     further piece of a result beyond the fetch size takes one more.
//   - Opening a connection takes two waits, both overhead: the handshake of
//     versions, then HELLO and LOGON together.
//   - TELEMETRY is sent only to a server that asks for it in HELLO
//     ([Server.SetHints]), and in one batch with the BEGIN or RUN that follows:
//     it never costs a round trip.
//   - RESET is sent when a connection goes back to the pool and its last work
//     did not end well: after a failure, or when a managed transaction is given
//     up, for which there is no ROLLBACK. It is also sent at checkout when the
//     connection was idle for longer than ConnectionLivenessCheckTimeout, by
//     default never. The driver waits for it: overhead.
//   - ROUTE, for neo4j:// addresses, is overhead: once for each database while
//     the table lives, but for each session that does not name its database.
//   - GOODBYE is not answered, and nobody waits for it; see [Server.Drain].
package bolttest
