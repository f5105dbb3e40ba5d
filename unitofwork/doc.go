// Package unitofwork decides which writes are sent, in which order, in one
// transaction function. A commit has three steps:
//
//   - plan turns the recorded changes into finished statements, without I/O and
//     without touching a struct;
//   - run sends the same statements at every attempt and checks the answers before
//     the transaction commits;
//   - apply writes keys, versions and timestamps into the structs, once, after the
//     commit.
//
// It writes no Cypher (package query does) and opens no session (internal/session does).
package unitofwork
