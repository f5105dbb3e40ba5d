package ogm_test

import (
	"context"
	"fmt"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Reader and Novel are nodes, Review is a relationship with properties.
type Reader struct {
	ogm.Node `neo4j:"Reader"`

	Name    string    `neo4j:"name,key"`
	Age     int       `neo4j:"age"`
	Friends []*Reader `neo4j:"-[:READS_WITH]-"`
	Reviews []*Review `neo4j:"-[:REVIEWED]->"`
	Grown   []*Reader `neo4j:"-"` // for a plan to fill with some of the friends
}

type Novel struct {
	ogm.Node `neo4j:"Novel"`

	Title string `neo4j:"title,key,fulltext=novels"`
}

type Review struct {
	ogm.Relationship `neo4j:"REVIEWED"`

	Stars  int     `neo4j:"stars"`
	Reader *Reader `neo4j:",start"`
	Novel  *Novel  `neo4j:",end"`
}

var (
	ReaderName    = query.Prop(func(r *Reader) *string { return &r.Name })
	ReaderAge     = query.Prop(func(r *Reader) *int { return &r.Age })
	ReaderFriends = query.Edge(func(r *Reader) *[]*Reader { return &r.Friends })
	ReaderReviews = query.EdgeVia[Review, Novel](func(r *Reader) *[]*Review { return &r.Reviews })
	ReviewStars   = query.Prop(func(r *Review) *int { return &r.Stars })
	NovelTitle    = query.Prop(func(n *Novel) *string { return &n.Title })
)

// bookClub stores four readers and two novels.
func bookClub(ctx context.Context, db *ogm.DB) (readers *ogm.Repository[Reader], novels *ogm.Repository[Novel]) {
	readers, err := ogm.NewRepository[Reader](db)
	must(err)
	novels, err = ogm.NewRepository[Novel](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	emma, dune := &Novel{Title: "Emma"}, &Novel{Title: "Dune"}
	ann := &Reader{Name: "Ann", Age: 41, Reviews: []*Review{{Stars: 5, Novel: emma}, {Stars: 2, Novel: dune}}}
	bob := &Reader{Name: "Bob", Age: 17, Reviews: []*Review{{Stars: 4, Novel: dune}}, Friends: []*Reader{ann}}
	cid := &Reader{Name: "Cid", Age: 30, Friends: []*Reader{bob}}
	must(readers.Save(ctx, ann, bob, cid, &Reader{Name: "Dee", Age: 55, Friends: []*Reader{ann, cid}}))
	return readers, novels
}

func closeBookClub(ctx context.Context, db *ogm.DB) {
	_, err := ogm.Exec(ctx, db, query.Raw("MATCH (n) WHERE n:Reader OR n:Novel DETACH DELETE n", nil))
	must(err)
}

func ExampleEdgeField_any() {
	ctx, db, _, done := library()
	defer done()
	readers, _ := bookClub(ctx, db)
	defer closeBookClub(ctx, db)

	fans, err := readers.Match(
		ReaderReviews.WhereRelationship(ReviewStars.Ge(4)).Any(NovelTitle.Eq("Dune")),
		query.Not(ReaderFriends.Any(ReaderAge.Gt(50))),
	).All(ctx)
	must(err)
	busy, err := readers.Match(ReaderFriends.Count().Gt(1)).OrderBy(ReaderFriends.Count().Desc(), ReaderName.Asc()).All(ctx)
	must(err)
	fmt.Println(fans[0].Name, len(busy), busy[0].Name)
	// Output: Bob 4 Ann
}

func ExampleEdgeField_Depth() {
	ctx, db, _, done := library()
	defer done()
	readers, _ := bookClub(ctx, db)
	defer closeBookClub(ctx, db)

	bob, err := readers.Get(ctx, "Bob", query.With(
		ReaderFriends.OrderBy(ReaderName.Asc()).Depth(1, 2),
		ReaderFriends.Where(ReaderAge.Ge(18)).Into(func(r *Reader) *[]*Reader { return &r.Grown }),
		ReaderReviews.WhereRelationship(ReviewStars.Gt(3)).OrderByRelationship(ReviewStars.Desc()).Limit(10),
	))
	must(err)
	for _, friend := range bob.Friends {
		fmt.Print(friend.Name, ":")
		for _, theirs := range friend.Friends {
			fmt.Print(" ", theirs.Name)
		}
		fmt.Println()
	}
	fmt.Println(len(bob.Grown), bob.Reviews[0].Novel.Title)
	// Output:
	// Ann: Bob Dee
	// Cid: Bob Dee
	// 2 Dune
}

func ExampleSelection_Stream() {
	ctx, db, _, done := library()
	defer done()
	readers, _ := bookClub(ctx, db)
	defer closeBookClub(ctx, db)

	for reader, err := range readers.Match().OrderBy(ReaderName.Asc()).With(ReaderFriends).Stream(ctx) {
		must(err)
		fmt.Println(reader.Name, len(reader.Friends))
		if reader.Name == "Bob" {
			break // frees the connection
		}
	}
	// Output:
	// Ann 2
	// Bob 2
}

func ExampleSelection_From() {
	ctx, db, _, done := library()
	defer done()
	_, novels := bookClub(ctx, db)
	defer closeBookClub(ctx, db)
	_, err := ogm.Exec(ctx, db, query.Raw("CREATE FULLTEXT INDEX novels IF NOT EXISTS FOR (n:Novel) ON EACH [n.title]", nil))
	must(err)
	_, err = ogm.Exec(ctx, db, query.Raw("CALL db.awaitIndexes(60)", nil))
	must(err)

	found, err := novels.Match().From(query.Search[Novel]("novels", "dunes~ OR emmy")).Limit(5).Scored(ctx)
	must(err)
	for _, hit := range found {
		fmt.Println(hit.Object.Title, hit.Score > 0)
	}
	_, err = ogm.Exec(ctx, db, query.Raw("DROP INDEX novels", nil))
	must(err)
	// Output: Dune true
}

func ExampleSelection_Compile() {
	ctx, db, _, done := library()
	defer done()
	readers, _ := bookClub(ctx, db)
	defer closeBookClub(ctx, db)

	older, err := readers.Match(ReaderAge.Given("age").Gt()).OrderBy(ReaderName.Asc()).Compile() // once
	must(err)
	list, err := older.All(ctx, query.Args{"age": 40}) // many times
	must(err)
	fmt.Println(len(list), list[0].Name)

	byAge, err := readers.Match(ReaderName.Given("names").In()).GroupBy(ReaderAge).Select(query.CountAll[Reader]()).Compile()
	must(err)
	ages, err := ogm.Select[map[string]any](ctx, byAge, query.Args{"names": []string{"Bob", "Zoe"}})
	must(err)
	fmt.Println(ages)

	birthday, err := readers.Match(ReaderName.Given("name").Eq()).CompileUpdate(ReaderAge.Add(1))
	must(err)
	n, err := birthday.Run(ctx, query.Args{"name": "Bob"})
	must(err)
	fmt.Println(n)

	stmt, err := readers.Match(ReaderName.Eq("Ann")).Explain() // what All would send; nothing is sent
	must(err)
	fmt.Println(stmt.Params)
	profile, err := readers.Match(ReaderName.Eq("Ann")).Profile(ctx)
	must(err)
	fmt.Println(profile.Total() > 0)
	// Output:
	// 2 Ann
	// [map[age:17 count:1]]
	// 1
	// map[p0:Ann]
	// true
}
