package modeltest_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-ogm/ogm"
)

// The four types of the model test, and the two of relationships between them, have what
// the library can do with nodes that are tracked.
type (
	// Knight has a version, a unique property, and relationships of every form.
	Knight struct {
		ogm.Node `neo4j:"Knight"`

		ID      string    `neo4j:"id,key"`
		Serial  int64     `neo4j:"serial"`
		Name    string    `neo4j:"name"`
		Nick    *string   `neo4j:"nick,unique"`
		Version int64     `neo4j:",version"`
		Updated time.Time `neo4j:",updated"`

		Allies []*Knight `neo4j:"-[:ALLY]-"`
		Mentor *Knight   `neo4j:"<-[:TEACHES]-"`
		Pupils []*Knight `neo4j:"-[:TEACHES]->"`
		Visits []*Castle `neo4j:"-[:VISITS]->"`
		Home   *Castle   `neo4j:"-[:LIVES_IN]->"`
		Posts  []*Post   `neo4j:"-[:WORKS_FOR]->"`
		Oaths  []*Oath   `neo4j:"-[:SWORN_TO]->"`
	}
	// Castle has a generated key, an inline map and labels of the program's own.
	Castle struct {
		ogm.Node `neo4j:"Castle"`

		ID      string         `neo4j:"id,key,generate=counted"`
		Serial  int64          `neo4j:"serial"`
		Name    string         `neo4j:"name"`
		Created time.Time      `neo4j:",created"`
		Extra   map[string]any `neo4j:"x.,inline"`
		Kinds   []string       `neo4j:",labels"`

		Residents []*Knight `neo4j:"<-[:LIVES_IN]-"`
	}
	// Guild has a composite key, and owns vaults.
	Guild struct {
		ogm.Node `neo4j:"Guild"`

		Name   string `neo4j:"name,key"`
		Year   int    `neo4j:"year,key"`
		Serial int64  `neo4j:"serial"`
		Motto  string `neo4j:"motto"`

		Staff  []*Post  `neo4j:"<-[:WORKS_FOR]-"`
		Vaults []*Vault `neo4j:"-[:HAS_VAULT]->,owned"`
	}
	// Vault is owned, and owns others.
	Vault struct {
		ogm.Node `neo4j:"Vault"`

		ID     string `neo4j:"id,key"`
		Serial int64  `neo4j:"serial"`
		Size   int    `neo4j:"size"`

		Keeper *Knight  `neo4j:"-[:KEPT_BY]->"`
		Inner  []*Vault `neo4j:"-[:INSIDE]->,owned"`
	}
	// Post has properties and a version, and is declared on both sides.
	Post struct {
		ogm.Relationship `neo4j:"WORKS_FOR"`

		Ranks   []string `neo4j:"ranks"`
		Pay     *int64   `neo4j:"pay"`
		Version int64    `neo4j:",version"`
		Knight  *Knight  `neo4j:",start"`
		Guild   *Guild   `neo4j:",end"`
	}
	// Oath has a key of its own, so there may be several between two knights.
	Oath struct {
		ogm.Relationship `neo4j:"SWORN_TO"`

		ID   string  `neo4j:"id,key,generate=counted"`
		Sum  int     `neo4j:"sum"`
		From *Knight `neo4j:",start"`
		To   *Knight `neo4j:",end"`
	}
)

// piece is a node's struct. A look at it is what the model knows of Go.
type piece interface {
	look() look
	swap(from, to piece) // in the fields; to may be nil
}

// look is what a struct says: its values as Cypher gives them, without those that are null.
type look struct {
	label   string
	key     string
	props   props
	kinds   []string
	version *int64
	sides   []side
}

type props map[string]any

// side is a relationship field.
type side struct {
	name, typ       string
	incoming, owned bool
	both            bool // without a direction
	many            bool
	absent          bool // nil
	held            []held
}

type held struct {
	far  piece
	bond *bond // nil where there is no struct between
}

// bond is the struct of a relationship.
type bond struct {
	object  any
	own     string
	props   props
	version *int64
}

// thing is the pointer that the field has.
func (h held) thing() any {
	if h.bond != nil {
		return h.bond.object
	}
	return h.far
}

func (k *Knight) look() look {
	l := look{label: "Knight", key: k.ID, version: &k.Version, props: props{
		"id": k.ID, "serial": k.Serial, "name": k.Name, "version": k.Version, "updated": k.Updated.UnixNano(),
	}}
	if k.Nick != nil {
		l.props["nick"] = *k.Nick
	}
	posts := make([]held, len(k.Posts))
	for i, p := range k.Posts {
		posts[i] = held{p.Guild, p.bond()}
	}
	oaths := make([]held, len(k.Oaths))
	for i, o := range k.Oaths {
		oaths[i] = held{o.To, o.bond()}
	}
	l.sides = []side{
		{name: "Allies", typ: "ALLY", both: true, many: true, absent: k.Allies == nil, held: pieces(k.Allies)},
		{name: "Mentor", typ: "TEACHES", incoming: true, absent: k.Mentor == nil, held: single(k.Mentor)},
		{name: "Pupils", typ: "TEACHES", many: true, absent: k.Pupils == nil, held: pieces(k.Pupils)},
		{name: "Visits", typ: "VISITS", many: true, absent: k.Visits == nil, held: pieces(k.Visits)},
		{name: "Home", typ: "LIVES_IN", absent: k.Home == nil, held: single(k.Home)},
		{name: "Posts", typ: "WORKS_FOR", many: true, absent: k.Posts == nil, held: posts},
		{name: "Oaths", typ: "SWORN_TO", many: true, absent: k.Oaths == nil, held: oaths},
	}
	return l
}

func (p *Post) bond() *bond {
	b := &bond{object: p, version: &p.Version, props: props{"version": p.Version}}
	if p.Ranks != nil {
		b.props["ranks"] = list(p.Ranks)
	}
	if p.Pay != nil {
		b.props["pay"] = *p.Pay
	}
	return b
}

func (o *Oath) bond() *bond {
	return &bond{object: o, own: o.ID, props: props{"id": o.ID, "sum": int64(o.Sum)}}
}

func (c *Castle) look() look {
	l := look{label: "Castle", key: c.ID, props: props{
		"id": c.ID, "serial": c.Serial, "name": c.Name, "created": c.Created.UnixNano(),
	}}
	for name, value := range c.Extra {
		l.props["x."+name] = value
	}
	l.kinds = append(l.kinds, c.Kinds...)
	slices.Sort(l.kinds)
	l.sides = []side{{name: "Residents", typ: "LIVES_IN", incoming: true, many: true, absent: c.Residents == nil, held: pieces(c.Residents)}}
	return l
}

func (g *Guild) look() look {
	l := look{label: "Guild", key: fmt.Sprint(g.Name, "/", g.Year), props: props{
		"name": g.Name, "year": int64(g.Year), "serial": g.Serial, "motto": g.Motto,
	}}
	staff := make([]held, len(g.Staff))
	for i, p := range g.Staff {
		staff[i] = held{p.Knight, p.bond()}
	}
	l.sides = []side{
		{name: "Staff", typ: "WORKS_FOR", incoming: true, many: true, absent: g.Staff == nil, held: staff},
		{name: "Vaults", typ: "HAS_VAULT", many: true, owned: true, absent: g.Vaults == nil, held: pieces(g.Vaults)},
	}
	return l
}

func (v *Vault) look() look {
	return look{label: "Vault", key: v.ID, props: props{"id": v.ID, "serial": v.Serial, "size": int64(v.Size)}, sides: []side{
		{name: "Keeper", typ: "KEPT_BY", absent: v.Keeper == nil, held: single(v.Keeper)},
		{name: "Inner", typ: "INSIDE", many: true, owned: true, absent: v.Inner == nil, held: pieces(v.Inner)},
	}}
}

func pieces[P piece](list []P) []held {
	all := make([]held, len(list))
	for i, p := range list {
		all[i] = held{far: p}
	}
	return all
}

func single[P nodePointer](p P) []held {
	var none P
	if p == none {
		return nil
	}
	return []held{{far: p}}
}

// list is a list of strings as the driver gives it.
func list(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}

func (k *Knight) swap(from, to piece) {
	k.Allies, k.Pupils = swapIn(k.Allies, from, to), swapIn(k.Pupils, from, to)
	k.Visits = swapIn(k.Visits, from, to)
	swapOne(&k.Mentor, from, to)
	swapOne(&k.Home, from, to)
	k.Posts = slices.DeleteFunc(k.Posts, func(p *Post) bool { return !p.swap(from, to) })
	k.Oaths = slices.DeleteFunc(k.Oaths, func(o *Oath) bool { return !o.swap(from, to) })
}

func (c *Castle) swap(from, to piece) { c.Residents = swapIn(c.Residents, from, to) }

func (g *Guild) swap(from, to piece) {
	g.Vaults = swapIn(g.Vaults, from, to)
	g.Staff = slices.DeleteFunc(g.Staff, func(p *Post) bool { return !p.swap(from, to) })
}

func (v *Vault) swap(from, to piece) {
	v.Inner = swapIn(v.Inner, from, to)
	swapOne(&v.Keeper, from, to)
}

// swap tells whether the struct is good for anything yet. One that is not keeps its ends:
// another field may hold it.
func (p *Post) swap(from, to piece) bool {
	if to == nil {
		return piece(p.Knight) != from && piece(p.Guild) != from
	}
	return swapOne(&p.Knight, from, to) && swapOne(&p.Guild, from, to)
}

func (o *Oath) swap(from, to piece) bool {
	if to == nil {
		return piece(o.To) != from
	}
	return swapOne(&o.From, from, to) && swapOne(&o.To, from, to)
}

// nodePointer is a pointer to one of the four.
type nodePointer interface {
	comparable
	piece
	label() string
}

func swapIn[P nodePointer](list []P, from, to piece) []P {
	for i := range list {
		if piece(list[i]) == from && to != nil {
			list[i] = to.(P)
		}
	}
	return slices.DeleteFunc(list, func(p P) bool { return piece(p) == from })
}

// swapOne tells whether it did not empty the place.
func swapOne[P nodePointer](place *P, from, to piece) bool {
	if piece(*place) != from {
		return true
	}
	var other P
	if to != nil {
		other = to.(P)
	}
	*place = other
	return to != nil
}

func (*Knight) label() string { return "Knight" }
func (*Castle) label() string { return "Castle" }
func (*Guild) label() string  { return "Guild" }
func (*Vault) label() string  { return "Vault" }
