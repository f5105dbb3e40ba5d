// Package inspect makes Go of what was seen of a database: structs with tags, for `ogm
// inspect`, and the model of a diagram. It is pure; looking is internal/survey's.
package inspect

import (
	"errors"

	"github.com/go-ogm/ogm/internal/survey"
)

// Options say how structs are made.
type Options struct {
	// Package is the name of their package.
	Package string
	// BothSides makes fields for relationships in both structs, not only in that of the
	// node where they begin.
	BothSides bool
	// GuessKeys takes what looks like a key for one where no constraint says so.
	GuessKeys bool

	keyless bool // relationships also between nodes without a key, which a diagram can have
}

// File is Go source that was made.
type File struct {
	Text          []byte
	Nodes         int      // structs of nodes
	Relationships int      // structs of relationships
	Notes         []string // what the file leaves out, as far as no struct says so
}

// ErrEmpty is the error of a database in which there is nothing to make structs of.
var ErrEmpty = errors.New("ogm: the database has no nodes with a label and a property, so there is nothing to make structs of")

// Make writes structs for all labels and relationships that were seen. One text for one
// graph: nothing in it depends on time, place or the order of a map.
func Make(graph survey.Graph, options Options) (File, error) {
	if len(graph.Labels) == 0 {
		return File{}, ErrEmpty
	}
	m := newModel(graph, options)
	if len(m.nodes) == 0 {
		return File{}, ErrEmpty
	}
	text, err := m.write()
	if err != nil {
		return File{}, err
	}
	return File{Text: text, Nodes: len(m.nodes), Relationships: len(m.relationships), Notes: m.left}, nil
}
