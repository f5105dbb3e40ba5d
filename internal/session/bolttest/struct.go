package bolttest

// Struct is a PackStream structure: the form in which Bolt sends everything
// that is neither a scalar, a list nor a map. A parameter that holds a date, a
// point or a duration arrives in [Run.Params] as a Struct, undecoded, so that a
// test sees exactly what the driver put on the wire. A responder may send one
// where no driver value fits; see [Response].
//
// The tags and fields are those of the PackStream 1 specification
// (https://neo4j.com/docs/bolt/current/bolt/structure-semantics/): 'D' is a
// date with its days since the epoch, 'X' a two-dimensional point, and so on.
type Struct struct {
	Tag    byte
	Fields []any
}
