package bolttest

import (
	"maps"
	"slices"
	"time"
)

// Run is a RUN message as the server received it, with what its transaction
// knows. The settings of a transaction (database, mode, bookmarks and so on)
// are those of its BEGIN, or those of the RUN itself in auto-commit.
type Run struct {
	Text   string
	Params map[string]any

	Database  string
	Mode      string // "r" or "w"
	Bookmarks []string
	User      string // the impersonated user, if any
	Metadata  map[string]any
	Timeout   time.Duration

	// InTx tells an explicit transaction (also those of ExecuteQuery and
	// ExecuteWrite) from auto-commit.
	InTx bool
	// Transaction numbers the transactions that clients tried to open on this
	// server, auto-commit included, from 1.
	Transaction int
	// Statement is the position of this RUN in its transaction, from 1.
	Statement int
	// Attempt counts the transactions, this one included, in which this text
	// came to the responders at this position. In a test that saves once, 2 is
	// the first retry.
	Attempt int
	// Connection numbers the connections of this server, from 1.
	Connection int
}

// Responder answers a RUN. Responders of one connection never run at the same
// time, those of two connections do. No lock of the server is held: a responder
// may call the server's methods, except Close.
type Responder func(Run) Response

// Response is what a RUN yields. The zero value is a statement without columns
// that succeeds.
//
// Records may hold nil, booleans, numbers, strings, []byte, slices, maps with
// string keys, [Struct], and the driver's own values: dbtype.Node,
// dbtype.Relationship, dates, times, durations and points.
type Response struct {
	Keys    []string
	Records [][]any

	// Stats are the counters under their wire names, "nodes-created" for
	// instance; "contains-updates" follows from them.
	Stats map[string]int
	// Type is "r", "w", "rw" or "s"; when empty, "r" or "rw" by access mode.
	Type string
	// Summary is laid over the metadata that end the result: t_last, db,
	// notifications, plan, ...
	Summary map[string]any

	// Failure answers the RUN itself.
	Failure *Failure
	// StreamFailure follows the last record, as errors do that a statement
	// meets only while it runs. It takes the place of the summary.
	StreamFailure *Failure

	pass bool
}

// Failure is a FAILURE message.
type Failure struct {
	Code    string // such as "Neo.ClientError.Schema.ConstraintValidationFailed"
	Message string
}

// Pass leaves a RUN to the next responder.
func Pass() Response {
	return Response{pass: true}
}

// Rows is a Response with the given columns and records.
func Rows(keys []string, records ...[]any) Response {
	return Response{Keys: keys, Records: records}
}

// clone keeps what tests look at apart from what the server still appends to.
func (r Run) clone() Run {
	r.Params = maps.Clone(r.Params)
	r.Bookmarks = slices.Clone(r.Bookmarks)
	r.Metadata = maps.Clone(r.Metadata)
	return r
}
