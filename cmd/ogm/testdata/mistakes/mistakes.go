// Package mistakes has a struct for each mistake; a comment says what is wanted of its line.
package mistakes

import (
	"github.com/go-ogm/ogm/cmd/ogm/testdata/missing"

	"github.com/go-ogm/ogm"
)

type Typo struct {
	ogm.Node
	Born  int    `neo4j:"born,omitemtpy"` // want: Typo.Born: tag "born,omitemtpy": unknown option "omitemtpy" (did you mean "omitempty"?)
	Both  string `neo4j:"both,,key"`      // want: Typo.Both: tag "both,,key": an option is empty; remove the extra comma
	hid   string `neo4j:"hid"`            // want: Typo.hid: tag "hid": the field is not exported, so it cannot be mapped; export it or remove the tag
	*base        // want: Typo.base: base is embedded by a pointer and not exported, so it cannot be allocated; embed it by value
}

type base struct{ Name string }

type Arrow struct {
	ogm.Node `neo4j:"Arrow:"`  // want: Arrow.Node: tag "Arrow:": a label is empty
	Next     *Arrow            `neo4j:"-[NEXT]->"`      // want: Arrow.Next: tag "-[NEXT]->": the arrow does not parse; write -[:KNOWS]->, <-[:KNOWS]- or -[:KNOWS]-
	Some     map[string]*Arrow `neo4j:"-[:SOME]->"`     // want: Arrow.Some: tag "-[:SOME]->": a relationship leads to a pointer, a slice of pointers or a slice of structs, or to an interface, not to map[string]*Arrow
	Text     *string           `neo4j:"-[:TEXT]->"`     // want: Arrow.Text: tag "-[:TEXT]->": a relationship leads to
	One      Typo              `neo4j:"-[:ONE]->"`      // want: Arrow.One: tag "-[:ONE]->": a relationship leads to
	Few      []*Arrow          `neo4j:"-[:FEW]->,ownd"` // want: Arrow.Few: tag "-[:FEW]->,ownd": unknown option "ownd" (did you mean "owned"?)
	In       struct {
		To *Arrow `neo4j:"-[:TO]->"` // want: Arrow.In.To: tag "-[:TO]->": a relationship belongs to the node; move the field out of the inline struct
	} `neo4j:"in.,inline"`
}

type Box[T any] struct { // want: Box is generic, and a handle is of one type; make handles of its instances by query.Prop, and keep it in a package of its own
	ogm.Node
	In T
}

type Self struct {
	ogm.Node
	Self *Self `neo4j:"self.,inline"` // want: Self.Self: Self contains itself here, so its properties would never end; tag the field `neo4j:"-"`
}

type Tie struct {
	ogm.Relationship `neo4j:"A:B"` // want: Tie.Relationship: tag "A:B": a relationship has one type, not 2; quote a name that contains a colon: 'a:b'
	From             *Self         `neo4j:",start"`
	Next             *Self         `neo4j:"-[:NEXT]->"` // want: Tie.Next: tag "-[:NEXT]->": a relationship has no relationships; name its nodes by the options start and end
}

type Knot struct {
	ogm.Relationship
	From *Self `neo4j:",start"`
	To   *Self `neo4j:",end"`
}

type Tied struct {
	ogm.Node
	Out   []*Tie  `neo4j:"-[:TIE]->"`  // want: Tied.Out: tag "-[:TIE]->": Tie has no field with the option end, so it does not say which node it leads to
	Knots []*Knot `neo4j:"-[:KNOT]->"` // want: Tied.Knots: tag "-[:KNOT]->": Knot has no end that holds a *Tied
}

type Unknown struct {
	ogm.Node
	Name  Naem            // want: Unknown.Name: the field's type is not known: undefined: Naem
	Gone  missing.Type    // want: Unknown.Gone: the field's type is not known: could not import
	Lost  []*missing.Lot  `neo4j:"-[:LOST]->"` // want: Unknown.Lost: the field's type is not known: could not import
	Level []level         // want: Unknown.Level: level is not exported, so package gen cannot name it; export it, or write the handles beside the struct: --out testdata/mistakes/ogm_generated.go
	Pair  struct{ a int } `neo4j:"pair,json"` // want: Unknown.Pair: a is not exported, so package gen cannot name it
}

type level int

type Both struct { // want: Both is a node or a relationship, not both; remove one of the markers
	ogm.Node
	ogm.Relationship
}

type Taken struct { // want: the handles of Taken would be called Taken, which is declared at testdata/mistakes/gen/own.go:5:6; rename one of them, or write the handles elsewhere by --out or --package
	ogm.Node
	Name string
}
