package ogm_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Shipment has a property in each kind of index, and one in none.
type Shipment struct {
	ogm.Node `neo4j:"Shipment"`

	ID     string         `neo4j:"id,key"`
	Code   string         `neo4j:"code,unique"`
	Weight int            `neo4j:"weight,index"`
	Street string         `neo4j:"street,text"`
	At     dbtype.Point2D `neo4j:"at,point"`
	Depot  string         `neo4j:"depot,index=shipment_shelf"`
	Shelf  int            `neo4j:"shelf,index=shipment_shelf"`
	Note   string         `neo4j:"note"`
	Sender *Sender        `neo4j:"-[:SENT_BY]->"`
	Legs   []*ShipmentLeg `neo4j:"-[:GOES]->"`
}

type Sender struct {
	ogm.Node `neo4j:"Sender"`

	ID      string      `neo4j:"id,key"`
	City    string      `neo4j:"city,index"`
	Note    string      `neo4j:"note"`
	Sent    []*Shipment `neo4j:"<-[:SENT_BY]-"`
	Friends []*Sender   `neo4j:"-[:KNOWS]-"`
}

type ShipmentLeg struct {
	ogm.Relationship `neo4j:"GOES"`

	Price int       `neo4j:"price"`
	From  *Shipment `neo4j:",start"`
	To    *Sender   `neo4j:",end"`
}

var (
	shipmentID     = query.Prop(func(p *Shipment) *string { return &p.ID })
	shipmentCode   = query.Prop(func(p *Shipment) *string { return &p.Code })
	shipmentWeight = query.Prop(func(p *Shipment) *int { return &p.Weight })
	shipmentStreet = query.Prop(func(p *Shipment) *string { return &p.Street })
	shipmentAt     = query.Prop(func(p *Shipment) *dbtype.Point2D { return &p.At })
	shipmentDepot  = query.Prop(func(p *Shipment) *string { return &p.Depot })
	shipmentShelf  = query.Prop(func(p *Shipment) *int { return &p.Shelf })
	shipmentNote   = query.Prop(func(p *Shipment) *string { return &p.Note })
	shipmentSender = query.EdgeTo[Sender](func(p *Shipment) **Sender { return &p.Sender })
	shipmentLegs   = query.EdgeVia[ShipmentLeg, Sender](func(p *Shipment) *[]*ShipmentLeg { return &p.Legs })
	senderID       = query.Prop(func(s *Sender) *string { return &s.ID })
	senderCity     = query.Prop(func(s *Sender) *string { return &s.City })
	senderNote     = query.Prop(func(s *Sender) *string { return &s.Note })
	senderKnows    = query.Edge(func(s *Sender) *[]*Sender { return &s.Friends })
)

// shipments is a database with 3,000 of them, of 500 senders, and every index that their
// tags declare.
func shipments(t *testing.T) (*world, *ogm.Repository[Shipment]) {
	w := setup(t)
	repo := repository[Shipment](w)
	repository[Sender](w)
	for _, text := range []string{
		"UNWIND range(0, 499) AS i CREATE (:Sender {id: 's' + i, city: 'city ' + i % 100, note: 'x'})",
		`UNWIND range(0, 2999) AS i MATCH (s:Sender {id: 's' + i % 500}) MATCH (f:Sender {id: 's' + (i + 1) % 500})
		CREATE (p:Shipment {id: 'p' + i, code: 'c' + i, weight: i % 1000, street: 'street ' + i, at: point({x: toFloat(i), y: 0.0}), depot: 'depot ' + i % 50, shelf: i % 60, note: 'x'})
		CREATE (p)-[:SENT_BY]->(s), (p)-[:GOES {price: i % 10}]->(f) MERGE (s)-[:KNOWS]->(f)`,
		"CALL db.awaitIndexes(120)",
		"CALL db.prepareForReplanning(120)",
	} {
		w.rows(text, nil)
	}
	return w, repo
}

// leaves are the operators that a plan begins with.
func leaves(step *ogm.Profile) []string {
	if step == nil || step.Operator == "Argument" {
		return nil
	}
	if len(step.Children) == 0 {
		return []string{step.Operator}
	}
	var list []string
	for _, child := range step.Children {
		list = append(list, leaves(child)...)
	}
	return list
}

// operatorsIn are all operators of a plan.
func operatorsIn(step *ogm.Profile) []string {
	list := []string{step.Operator}
	for _, child := range step.Children {
		list = append(list, operatorsIn(child)...)
	}
	return list
}

func TestEveryIndexedPropertyIsReadFromItsIndex(t *testing.T) {
	w, repo := shipments(t)
	here := dbtype.Point2D{X: 7, Y: 0, SpatialRefId: 7203}
	corner := dbtype.Point2D{X: 9, Y: 1, SpatialRefId: 7203}
	for name, test := range map[string]struct {
		where query.Condition[Shipment]
		count int64
	}{
		"key":                    {shipmentID.Eq("p7"), 1},
		"keys":                   {shipmentID.In("p7", "p8", "none"), 2},
		"key and another":        {query.And(shipmentID.Eq("p7"), shipmentNote.Eq("x")), 1},
		"unique":                 {shipmentCode.Eq("c7"), 1},
		"index, equal":           {shipmentWeight.Eq(7), 3},
		"index, in":              {shipmentWeight.In(7, 8), 6},
		"index, above":           {shipmentWeight.Gt(997), 6},
		"index, between":         {shipmentWeight.Between(5, 6), 6},
		"index of several":       {query.And(shipmentDepot.Eq("depot 7"), shipmentShelf.Eq(7)), 10},
		"text, equal":            {shipmentStreet.Eq("street 7"), 1},
		"text, prefix":           {shipmentStreet.StartsWith("street 299"), 11},
		"text, suffix":           {shipmentStreet.EndsWith("2999"), 1},
		"text, part":             {shipmentStreet.Contains("2999"), 1},
		"point, distance":        {query.Distance(shipmentAt, here).Le(1), 3},
		"point, box":             {query.InBox(shipmentAt, here, corner), 3},
		"either of two indexed":  {query.Or(shipmentWeight.Eq(7), shipmentID.Eq("p8")), 4},
		"key of a related":       {shipmentSender.Any(senderID.Eq("s7")), 6},
		"keys of related":        {shipmentSender.Any(senderID.In("s7", "s8")), 12},
		"index of a related":     {shipmentSender.Any(senderCity.Eq("city 7")), 30},
		"of a related, and more": {query.And(shipmentSender.Any(senderID.Eq("s7"), senderNote.Eq("x")), shipmentNote.Eq("x")), 6},
		"through a relationship": {shipmentLegs.Any(senderID.Eq("s8")), 6},
		"two steps away":         {shipmentSender.Any(senderKnows.Any(senderID.Eq("s7"))), 12},
	} {
		t.Run(name, func(t *testing.T) {
			profile, err := repo.Match(test.where).Profile(w.ctx)
			require.NoError(t, err)
			for _, leaf := range leaves(profile) {
				assert.True(t, strings.Contains(leaf, "Index") && !strings.HasSuffix(leaf, "IndexScan"), "%s\n%s", leaf, profile)
			}
			assert.False(t, slices.Contains(operatorsIn(profile), "CartesianProduct"), profile)
			count, err := repo.Match(test.where).Count(w.ctx)
			require.NoError(t, err)
			assert.Equal(t, test.count, count)
		})
	}
}

// Without an index to begin at, related nodes are looked at from the node that is asked for.
func TestConditionsOnRelatedNodesCountEachNodeOnce(t *testing.T) {
	w, repo := shipments(t)
	w.rows("MATCH (p:Shipment {id: 'p7'}) MATCH (s:Sender {id: 's8'}) CREATE (p)-[:GOES {price: 100}]->(s)", nil) // a second time
	where := shipmentLegs.Any(senderID.Eq("s8"))
	list, err := repo.Match(where).OrderBy(shipmentID.Asc()).All(w.ctx)
	require.NoError(t, err)
	var ids []string
	for _, shipment := range list {
		ids = append(ids, shipment.ID)
	}
	assert.Equal(t, []string{"p1007", "p1507", "p2007", "p2507", "p507", "p7"}, ids)

	count, err := repo.Match(where).Count(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 6, count)
	rows, err := ogm.Select[int64](w.ctx, repo.Match(where).Select(query.CountAll[Shipment]().As("n")))
	require.NoError(t, err)
	assert.Equal(t, []int64{6}, rows)
	one, err := repo.Match(where, shipmentID.Eq("p7")).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, "p7", one.ID)
	page, err := repo.Match(where).OrderBy(shipmentID.Asc()).Limit(4).Keys(w.ctx)
	require.NoError(t, err)
	assert.Len(t, page, 4)
	n, err := repo.Match(where, shipmentID.Ne("p7")).Update(w.ctx, shipmentNote.Set("y"))
	require.NoError(t, err)
	assert.EqualValues(t, 5, n)
	n, err = repo.Match(where).Delete(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 6, n)
}

func TestExplainAndProfile(t *testing.T) {
	w, repo := shipments(t)
	selected := repo.Match(shipmentID.Eq("p7")).With(shipmentSender)
	stmt, err := selected.Explain()
	require.NoError(t, err)
	assert.Equal(t, query.Params{"p0": "p7"}, stmt.Params)
	var answer []any
	for _, row := range w.rows(stmt.Text, stmt.Params) {
		answer = append(answer, row...)
	}
	require.Len(t, answer, 6, "what the piece says, the nodes, relationships and nodes of the plan, and what is gone")
	profile, err := selected.Profile(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, "ProduceResults", profile.Operator)
	assert.Positive(t, profile.Total())
	assert.Contains(t, profile.String(), "NodeUniqueIndexSeek")

	rows := repo.Match(shipmentWeight.Lt(10)).GroupBy(shipmentWeight).Select(query.CountAll[Shipment]().As("n")).OrderBy(shipmentWeight.Desc())
	stmt, err = rows.Explain()
	require.NoError(t, err)
	assert.Equal(t, []any{int64(9), int64(3)}, w.rows(stmt.Text, stmt.Params)[0])
	profile, err = rows.Profile(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 10, profile.Rows)

	_, err = repo.Match(query.Or[Shipment]()).Profile(w.ctx)
	require.Error(t, err, "a mistake is told before anything is sent")
	_, err = (ogm.Projection[Shipment]{}).Explain()
	require.ErrorContains(t, err, "the projection is empty")
	_, err = (ogm.Projection[Shipment]{}).Profile(w.ctx)
	require.ErrorContains(t, err, "the projection is empty")
	require.NoError(t, w.db.Read(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		profile, err = repo.In(tx).Match(shipmentID.Eq("p7")).Profile(ctx)
		return err
	}))
	assert.Contains(t, profile.String(), "NodeUniqueIndexSeek")
}
