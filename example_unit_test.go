package ogm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Neighbour is somebody with friends.
type Neighbour struct {
	ogm.Node `neo4j:"Neighbour"`

	Name    string       `neo4j:"name,key"`
	City    string       `neo4j:"city"`
	Friends []*Neighbour `neo4j:"-[:FRIEND]-"`
}

// Handles of relationship fields say what is loaded.
var NeighbourFriends = query.Edge(func(m *Neighbour) *[]*Neighbour { return &m.Friends })

// Shelf owns its boxes: one that no shelf has any more is deleted.
type Shelf struct {
	ogm.Node `neo4j:"Shelf"`

	Name  string `neo4j:"name,key"`
	Boxes []*Box `neo4j:"-[:HOLDS]->,owned"`
}

type Box struct {
	ogm.Node `neo4j:"Box"`

	Number int `neo4j:"number,key"`
}

var ShelfBoxes = query.Edge(func(s *Shelf) *[]*Box { return &s.Boxes })

// Purse has a version, so that no change of it is lost.
type Purse struct {
	ogm.Node `neo4j:"Purse"`

	Owner   string `neo4j:"owner,key"`
	Coins   int    `neo4j:"coins"`
	Motto   string `neo4j:"motto"`
	Version int64  `neo4j:",version"`
}

// street opens a database with three neighbours.
func street() (context.Context, *ogm.DB, *ogm.Repository[Neighbour], func()) {
	ctx, db, _, done := library()
	neighbours, err := ogm.NewRepository[Neighbour](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	must(neighbours.Save(ctx, &Neighbour{Name: "Ann", Friends: []*Neighbour{{Name: "Bob"}, {Name: "Cid"}}}))
	return ctx, db, neighbours, func() {
		_, err := neighbours.Match().Delete(ctx)
		must(err)
		done()
	}
}

// What was loaded in a unit is tracked: its commit sends what has changed since.
func ExampleDB_NewUnit() {
	ctx, db, neighbours, done := street()
	defer done()
	unit := db.NewUnit()
	repo := neighbours.In(unit)
	ann, err := repo.Get(ctx, "Ann", query.With(NeighbourFriends))
	must(err)

	ann.City = "Bonn"
	ann.Friends = slices.DeleteFunc(ann.Friends, func(m *Neighbour) bool { return m.Name == "Bob" })
	ann.Friends = append(ann.Friends, &Neighbour{Name: "Dan", City: "Rome"})
	fmt.Println("to send:", unit.Plan().Statements[0].Steps)
	done1, err := unit.Commit(ctx)
	must(err)
	fmt.Println("statements:", done1.Statements, "created:", done1.NodesCreated, "removed relationships:", done1.RelationshipsDeleted)

	again, err := unit.Commit(ctx) // nothing has changed: no message is sent
	must(err)
	fmt.Println("statements:", again.Statements)
	// Output:
	// to send: [unlink 1 FRIEND update 1 Neighbour ensure 1 Neighbour link 1 FRIEND]
	// statements: 1 created: 1 removed relationships: 1
	// statements: 0
}

// A node moves from one owner to another: one relationship is removed, one is added.
func ExampleUnit_Commit_move() {
	ctx, db, _, done := library()
	defer done()
	shelves, err := ogm.NewRepository[Shelf](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	must(shelves.Save(ctx, &Shelf{Name: "left", Boxes: []*Box{{Number: 1}, {Number: 2}, {Number: 3}}}, &Shelf{Name: "right"}))

	unit := db.NewUnit()
	both, err := shelves.In(unit).Match().With(ShelfBoxes.OrderBy(BoxNumber.Asc())).OrderBy(ShelfName.Asc()).All(ctx)
	must(err)
	left, right := both[0], both[1]
	right.Boxes = append(right.Boxes, left.Boxes[0]) // moved
	left.Boxes = left.Boxes[2:]                      // and the second dropped, which nobody owns now
	result, err := unit.Commit(ctx)
	must(err)
	fmt.Println("relationships:", result.RelationshipsCreated, "added,", result.RelationshipsDeleted, "removed; nodes deleted:", result.NodesDeleted)
	_, err = shelves.Match().Delete(ctx)
	must(err)
	_, err = ogm.Exec(ctx, db, query.Raw("MATCH (b:Box) DETACH DELETE b", nil))
	must(err)
	// Output: relationships: 1 added, 2 removed; nodes deleted: 1
}

var (
	ShelfName = query.Prop(func(s *Shelf) *string { return &s.Name })
	BoxNumber = query.Prop(func(b *Box) *int { return &b.Number })
)

// Of two who change one version, the second is told, and can merge.
func ExampleStaleError_merge() {
	ctx, db, purses, done := bank()
	defer done()
	mine, yours := db.NewUnit(), db.NewUnit()
	a, err := purses.In(mine).Get(ctx, "Ann")
	must(err)
	b, err := purses.In(yours).Get(ctx, "Ann")
	must(err)
	a.Motto = "carpe diem"
	_, err = mine.Commit(ctx)
	must(err)

	b.Coins = 7
	_, err = yours.Commit(ctx)
	var stale *ogm.StaleError
	if errors.As(err, &stale) {
		wanted := b.Coins
		must(yours.Refresh(ctx, b)) // what is stored now, for the user to see
		fmt.Printf("changed meanwhile: motto %q; still set the coins to %d?\n", b.Motto, wanted)
		b.Coins = wanted
		_, err = yours.Commit(ctx)
	}
	must(err)
	fmt.Println(b.Coins, b.Motto, "version", b.Version)
	// Output:
	// changed meanwhile: motto "carpe diem"; still set the coins to 7?
	// 7 carpe diem version 3
}

// A transfer reads and writes in one transaction, which is repeated as a whole where it
// meets a deadlock.
func ExampleDB_Write() {
	ctx, db, purses, done := bank()
	defer done()
	transfer := func(from, to string, coins int) error {
		return db.Write(ctx, func(ctx context.Context, tx *ogm.Tx) error {
			both, err := purses.In(tx).GetMany(ctx, from, to)
			if err != nil {
				return err
			}
			if both[0].Coins < coins {
				return errors.New("not enough coins") // rolls back
			}
			both[0].Coins -= coins
			both[1].Coins += coins
			return nil // what changed is sent, then committed
		})
	}
	fmt.Println(transfer("Ann", "Bob", 3), transfer("Ann", "Bob", 30))
	both, err := purses.GetMany(ctx, "Ann", "Bob")
	must(err)
	fmt.Println(both[0].Coins, both[1].Coins)
	// Output:
	// <nil> not enough coins
	// 7 3
}

// bank opens a database with two purses.
func bank() (context.Context, *ogm.DB, *ogm.Repository[Purse], func()) {
	ctx, db, _, done := library()
	purses, err := ogm.NewRepository[Purse](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	must(purses.Save(ctx, &Purse{Owner: "Ann", Coins: 10}, &Purse{Owner: "Bob"}))
	return ctx, db, purses, func() {
		_, err := purses.Match().Delete(ctx)
		must(err)
		done()
	}
}

// Replace makes the stored relationships equal a field, without loading them.
func ExampleRepository_Replace() {
	ctx, _, neighbours, done := street()
	defer done()
	ann := &Neighbour{Name: "Ann", Friends: []*Neighbour{{Name: "Cid"}, {Name: "Eve"}}}
	err := neighbours.Replace(ctx, ann, NeighbourFriends)
	must(err)

	stored, err := neighbours.Get(ctx, "Ann", query.With(NeighbourFriends.OrderBy(NeighbourName.Asc())))
	must(err)
	for _, friend := range stored.Friends {
		fmt.Println(friend.Name)
	}
	// Output:
	// Cid
	// Eve
}

var NeighbourName = query.Prop(func(m *Neighbour) *string { return &m.Name })
