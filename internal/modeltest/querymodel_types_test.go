package modeltest_test

import (
	"time"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// The types of the query model have a property of each kind and a relationship of each form.
type (
	// Isle leads to other isles in every way, and has two fields for what is loaded twice.
	Isle struct {
		ogm.Node `neo4j:"Isle"`

		ID    string         `neo4j:"id,key"`
		Rank  int            `neo4j:"rank"`
		Title string         `neo4j:"title"`
		Nick  *string        `neo4j:"nick"`
		Wet   bool           `neo4j:"wet"`
		Size  float64        `neo4j:"size"`
		Found time.Time      `neo4j:"found"`
		Marks []string       `neo4j:"marks"`
		Extra map[string]any `neo4j:"x.,inline"`

		Near     []*Isle     `neo4j:"-[:NEAR]-"`
		Outer    *Isle       `neo4j:"<-[:HOLDS]-"`
		Inner    []*Isle     `neo4j:"-[:HOLDS]->"`
		Ferries  []*Ferry    `neo4j:"-[:FERRY]->"`
		Arrivals []*Ferry    `neo4j:"<-[:FERRY]-"`
		Bridges  []*Bridge   `neo4j:"-[:BRIDGE]-"`
		Piers    []Pier      `neo4j:"-[:PIER]->"`
		Ruler    *Reign      `neo4j:"<-[:RULES]-"`
		Guests   []Dweller   `neo4j:"-[:HOSTS]->"`
		Nobles   []*Noble    `neo4j:"-[:HOSTS]->"`
		Visits   []*Stopover `neo4j:"<-[:VISITS]-"`
		Callers  []*Ship     `neo4j:"<-[:CALLS]-"`
		Sails    []Sailer    `neo4j:"<-[:CALLS]-"`
		Goods    []*Cargo    `neo4j:"<-[:CARRIES]-"`

		NearToo    []*Isle  `neo4j:"-"`
		FerriesToo []*Ferry `neo4j:"-"`
	}
	// Pier stands in a slice of structs.
	Pier struct {
		ogm.Node `neo4j:"Pier"`

		ID    string  `neo4j:"id,key"`
		Depth float64 `neo4j:"depth"`
		Open  bool    `neo4j:"open"`

		Isles  []*Isle `neo4j:"<-[:PIER]-"`
		Keeper *Noble  `neo4j:"-[:KEPT_BY]->"`
	}
	// Noble is a Dweller, and what all of them have in common that are nobles.
	Noble struct {
		ogm.Node `neo4j:"Noble"`

		ID   string `neo4j:"id,key"`
		Name string `neo4j:"name"`
		Gold int    `neo4j:"gold"`

		Reigns []*Reign `neo4j:"-[:RULES]->"`
		Homes  []*Isle  `neo4j:"<-[:HOSTS]-"`
		Piers  []*Pier  `neo4j:"<-[:KEPT_BY]-"`
		Fleet  []*Sloop `neo4j:"<-[:OWNED_BY]-"`

		HomesToo []*Isle `neo4j:"-"`
	}
	// Knave is a Noble with a label more, whose fields stand in other places.
	Knave struct {
		ogm.Node `neo4j:"Noble:Knave"`

		Debts    int     `neo4j:"debts"`
		ID       string  `neo4j:"id,key"`
		HomesToo []*Isle `neo4j:"-"`
		Homes    []*Isle `neo4j:"<-[:HOSTS]-"`
	}
	// Beast is a Dweller and no Noble.
	Beast struct {
		ogm.Node `neo4j:"Beast"`

		ID   string `neo4j:"id,key"`
		Legs int    `neo4j:"legs"`
	}
	// Dweller is a node of one of three types.
	Dweller interface{ dwells() }

	// Ship is what ships have in common, which they embed, relationship fields and all.
	Ship struct {
		ogm.Node `neo4j:"Ship"`

		ID   string `neo4j:"id,key"`
		Crew int    `neo4j:"crew"`

		Calls    []*Isle  `neo4j:"-[:CALLS]->"`
		Owner    *Noble   `neo4j:"-[:OWNED_BY]->"`
		Consorts []Sailer `neo4j:"-[:SAILS_WITH]-"`
		Cargoes  []*Cargo `neo4j:"-[:CARRIES]->"`

		CallsToo []*Isle `neo4j:"-"`
	}
	// Sloop is a Ship with a field of its own.
	Sloop struct {
		ogm.Node `neo4j:"Ship:Sloop"`
		Ship

		Masts int `neo4j:"masts"`
	}
	// Galley has what it embeds in another place.
	Galley struct {
		ogm.Node `neo4j:"Ship:Galley"`

		Oars int `neo4j:"oars"`
		Ship
		Escort Sailer `neo4j:"-[:ESCORTED_BY]->"`
	}
	// Prize embeds what embeds.
	Prize struct {
		ogm.Node `neo4j:"Ship:Sloop:Prize"`
		Sloop

		Worth int `neo4j:"worth"`
	}
	// Sailer is a Ship of any of the types.
	Sailer interface{ sails() }

	// Ferry has a key of its own: there may be several between two isles.
	Ferry struct {
		ogm.Relationship `neo4j:"FERRY"`

		ID   string  `neo4j:"id,key"`
		Fare int     `neo4j:"fare"`
		Line *string `neo4j:"line"`
		From *Isle   `neo4j:",start"`
		To   *Isle   `neo4j:",end"`
	}
	// Bridge has a direction only where it is stored.
	Bridge struct {
		ogm.Relationship `neo4j:"BRIDGE"`

		Toll int   `neo4j:"toll"`
		From *Isle `neo4j:",start"`
		To   *Isle `neo4j:",end"`
	}
	// Reign is between two types, and a single one for the isle.
	Reign struct {
		ogm.Relationship `neo4j:"RULES"`

		Since int    `neo4j:"since"`
		Noble *Noble `neo4j:",start"`
		Isle  *Isle  `neo4j:",end"`
	}
	// Stopover has an interface at its end.
	Stopover struct {
		ogm.Relationship `neo4j:"VISITS"`

		Days int     `neo4j:"days"`
		Who  Dweller `neo4j:",start"`
		Isle *Isle   `neo4j:",end"`
	}
	// Cargo begins at what is embedded.
	Cargo struct {
		ogm.Relationship `neo4j:"CARRIES"`

		Tons int    `neo4j:"tons"`
		Ship Sailer `neo4j:",start"`
		Isle *Isle  `neo4j:",end"`
	}
)

func (*Noble) dwells() {}
func (*Knave) dwells() {}
func (*Beast) dwells() {}
func (*Ship) sails()   {}

var (
	isleID    = query.Prop(func(i *Isle) *string { return &i.ID })
	isleRank  = query.Prop(func(i *Isle) *int { return &i.Rank })
	isleTitle = query.Prop(func(i *Isle) *string { return &i.Title })
	isleNick  = query.Nullable(func(i *Isle) **string { return &i.Nick })
	isleWet   = query.Prop(func(i *Isle) *bool { return &i.Wet })
	isleSize  = query.Prop(func(i *Isle) *float64 { return &i.Size })
	isleFound = query.Prop(func(i *Isle) *time.Time { return &i.Found })
	isleMarks = query.Prop(func(i *Isle) *[]string { return &i.Marks })
	isleHue   = query.Entry(func(i *Isle) *map[string]any { return &i.Extra }, "hue")
	isleNum   = query.Entry(func(i *Isle) *map[string]any { return &i.Extra }, "num")

	isleNear     = query.Edge(func(i *Isle) *[]*Isle { return &i.Near })
	isleOuter    = query.EdgeTo[Isle](func(i *Isle) **Isle { return &i.Outer })
	isleInner    = query.Edge(func(i *Isle) *[]*Isle { return &i.Inner })
	isleFerries  = query.EdgeVia[Ferry, Isle](func(i *Isle) *[]*Ferry { return &i.Ferries })
	isleArrivals = query.EdgeVia[Ferry, Isle](func(i *Isle) *[]*Ferry { return &i.Arrivals })
	isleBridges  = query.EdgeVia[Bridge, Isle](func(i *Isle) *[]*Bridge { return &i.Bridges })
	islePiers    = query.EdgeTo[Pier](func(i *Isle) *[]Pier { return &i.Piers })
	isleRuler    = query.EdgeVia[Reign, Noble](func(i *Isle) **Reign { return &i.Ruler })
	isleGuests   = query.EdgeTo[Dweller](func(i *Isle) *[]Dweller { return &i.Guests })
	isleNobles   = query.Edge(func(i *Isle) *[]*Noble { return &i.Nobles })
	isleVisits   = query.EdgeVia[Stopover, Dweller](func(i *Isle) *[]*Stopover { return &i.Visits })
	isleCallers  = query.Edge(func(i *Isle) *[]*Ship { return &i.Callers })
	isleGentry   = query.EdgeTo[Noble](func(i *Isle) *[]Dweller { return &i.Guests })
	isleAfloat   = query.EdgeTo[Ship](func(i *Isle) *[]Sailer { return &i.Sails })
	isleFreights = query.EdgeVia[Cargo, Ship](func(i *Isle) *[]*Cargo { return &i.Goods })
	isleSails    = query.EdgeTo[Sailer](func(i *Isle) *[]Sailer { return &i.Sails })
	isleGoods    = query.EdgeVia[Cargo, Sailer](func(i *Isle) *[]*Cargo { return &i.Goods })

	pierID     = query.Prop(func(p *Pier) *string { return &p.ID })
	pierDepth  = query.Prop(func(p *Pier) *float64 { return &p.Depth })
	pierOpen   = query.Prop(func(p *Pier) *bool { return &p.Open })
	pierIsles  = query.Edge(func(p *Pier) *[]*Isle { return &p.Isles })
	pierKeeper = query.EdgeTo[Noble](func(p *Pier) **Noble { return &p.Keeper })

	nobleID     = query.Prop(func(n *Noble) *string { return &n.ID })
	nobleName   = query.Prop(func(n *Noble) *string { return &n.Name })
	nobleGold   = query.Prop(func(n *Noble) *int { return &n.Gold })
	nobleReigns = query.EdgeVia[Reign, Isle](func(n *Noble) *[]*Reign { return &n.Reigns })
	nobleHomes  = query.Edge(func(n *Noble) *[]*Isle { return &n.Homes })
	noblePiers  = query.Edge(func(n *Noble) *[]*Pier { return &n.Piers })
	nobleFleet  = query.Edge(func(n *Noble) *[]*Sloop { return &n.Fleet })

	shipID       = query.Prop(func(s *Ship) *string { return &s.ID })
	shipCrew     = query.Prop(func(s *Ship) *int { return &s.Crew })
	shipCalls    = query.Edge(func(s *Ship) *[]*Isle { return &s.Calls })
	shipOwner    = query.EdgeTo[Noble](func(s *Ship) **Noble { return &s.Owner })
	shipConvoy   = query.EdgeTo[Ship](func(s *Ship) *[]Sailer { return &s.Consorts })
	shipConsorts = query.EdgeTo[Sailer](func(s *Ship) *[]Sailer { return &s.Consorts })
	shipCargoes  = query.EdgeVia[Cargo, Isle](func(s *Ship) *[]*Cargo { return &s.Cargoes })

	sloopID       = query.Prop(func(s *Sloop) *string { return &s.ID })
	sloopCrew     = query.Prop(func(s *Sloop) *int { return &s.Crew })
	sloopMasts    = query.Prop(func(s *Sloop) *int { return &s.Masts })
	sloopCalls    = query.Edge(func(s *Sloop) *[]*Isle { return &s.Calls })
	sloopConsorts = query.EdgeTo[Sailer](func(s *Sloop) *[]Sailer { return &s.Consorts })
	sloopCargoes  = query.EdgeVia[Cargo, Isle](func(s *Sloop) *[]*Cargo { return &s.Cargoes })

	ferryID    = query.Prop(func(f *Ferry) *string { return &f.ID })
	ferryFare  = query.Prop(func(f *Ferry) *int { return &f.Fare })
	ferryLine  = query.Nullable(func(f *Ferry) **string { return &f.Line })
	bridgeToll = query.Prop(func(b *Bridge) *int { return &b.Toll })
	reignSince = query.Prop(func(r *Reign) *int { return &r.Since })
	visitDays  = query.Prop(func(v *Stopover) *int { return &v.Days })
	cargoTons  = query.Prop(func(c *Cargo) *int { return &c.Tons })
)
