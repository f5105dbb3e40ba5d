package query

// Operation is what a group does with its nodes or relationships.
type Operation int

// The operations, in the order in which a commit runs them: a unique value is
// free before another node takes it, and relationships find both their nodes.
const (
	Nothing Operation = iota // no group
	Prune                    // delete the relationships of a node that are not listed
	Unlink                   // delete a relationship
	Delete                   // by key, with relationships and what it owns; a missing node comes back missing
	Clear                    // take one property away from nodes whose value of it is to be another's
	Rekey                    // give nodes their new keys, all at once
	Update                   // write the properties that a map lists; a missing node comes back missing
	Save                     // upsert by key
	Create                   // must be new
	Ensure                   // create where the key is missing, leave as it is where not
	Link                     // upsert a relationship between two nodes that are there
	Relink                   // write the properties of a relationship that a map lists
)

// String names the operation for people.
func (o Operation) String() string {
	names := [...]string{"nothing", "prune", "unlink", "delete", "clear", "rekey", "update", "save", "create", "ensure", "link", "relink"}
	if o < 0 || int(o) >= len(names) {
		return "unknown"
	}
	return names[o]
}
