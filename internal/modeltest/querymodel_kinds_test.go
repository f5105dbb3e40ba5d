package modeltest_test

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/query"
)

// kind is a struct type: what can be asked of it, and which ways lead on from it.
type kind[T any] struct {
	name   string // of the struct; "" of an interface
	labels []string
	traits []trait[T]
	total  *trait[T] // the key, which is different for each; nil for none
	extra  []func(*asking) claim[T]
	ways   []way[T]
}

// claim draws a condition, across at most so many relationships.
func (k kind[T]) claim(a *asking, across int) claim[T] {
	switch choice := a.below(10, "claim"); {
	case choice == 0:
		return k.joined(a, across)
	case choice == 1:
		inner := k.claim(a, across)
		return claim[T]{"not(" + inner.text + ")", query.Not(inner.asked), func(s subject) truth { return inner.holds(s).not() }}
	case choice < 5 && across > 0 && len(k.ways) > 0:
		return k.ways[a.below(len(k.ways), "way")].Claim(a, across-1)
	case (choice == 9 || len(k.traits) == 0) && len(k.extra) > 0:
		return k.extra[a.below(len(k.extra), "extra")](a)
	}
	return k.traits[a.below(len(k.traits), "trait")].claim(a)
}

func (k kind[T]) joined(a *asking, across int) claim[T] {
	terms := k.claims(a, 1+a.below(2, "terms"), across)
	if rapid.Bool().Draw(a.T, "or") {
		return claim[T]{"or(" + textOf(terms) + ")", query.Or(askedOf(terms)...), func(s subject) truth {
			most := no
			for _, term := range terms {
				most = max(most, term.holds(s))
			}
			return most
		}}
	}
	return claim[T]{"and(" + textOf(terms) + ")", query.And(askedOf(terms)...), func(s subject) truth { return allHold(terms, s) }}
}

func (k kind[T]) claims(a *asking, n, across int) []claim[T] {
	list := make([]claim[T], n)
	for i := range list {
		list[i] = k.claim(a, across)
	}
	return list
}

// sortings draws an order that leaves no ties, where there is a key.
func (k kind[T]) sortings(a *asking) []sorting[T] {
	var list []sorting[T]
	for range a.below(3, "sort keys") {
		if len(k.ways) > 0 && a.below(6, "by count") == 0 {
			list = append(list, k.ways[a.below(len(k.ways), "way")].Sorting(a))
			continue
		}
		if len(k.traits) > 0 {
			list = append(list, k.traits[a.below(len(k.traits), "trait")].sorting(a))
		}
	}
	if k.total != nil {
		list = append(list, k.total.sorting(a))
	}
	return list
}

// way is a relationship field of T, wherever it leads.
type way[T any] interface {
	Claim(a *asking, across int) claim[T]
	Sorting(a *asking) sorting[T]
	Step(a *asking, depth int) (query.Fetch[T], *step)
}

// hasLabel asks for a label.
func hasLabel[T any](label string) func(*asking) claim[T] {
	return func(*asking) claim[T] {
		return claim[T]{"has label " + label, query.HasLabel[T](label), func(s subject) truth { return truthOf(s.(*place).has(label)) }}
	}
}

// rawNumber asks in Cypher.
func rawNumber[T any](a *asking) claim[T] {
	n := a.below(3, "remainder")
	param := fmt.Sprint("m", n) // a name has one value in a statement
	return claim[T]{fmt.Sprint("number % 3 = ", n), query.RawCondition[T]("{n}.number % 3 = $"+param, query.Params{param: n}), func(s subject) truth {
		return truthOf(s.fact("number").(int64)%3 == int64(n))
	}}
}

func isleKind() kind[Isle] {
	id := wordsOf("id", isleID, "z0", "y1", "x2", "w3")
	return kind[Isle]{
		name: "Isle", labels: []string{"Isle"}, total: &id,
		traits: []trait[Isle]{
			id,
			rangeOf("rank", isleRank, 0, 1, 2, 3),
			wordsOf("title", isleTitle, someWords...),
			wordsOf("nick", isleNick, someWords...),
			traitOf("wet", isleWet, true, false),
			rangeOf("size", isleSize, 0, 0.5, -1, 2),
			rangeOf("found", isleFound, someTimes...),
			traitOf("marks", isleMarks, someMarks...),
			wordsOf("x.hue", isleHue, anyOf(someWords)...),
			rangeOf("x.num", isleNum, any(1), 1.5, 2.0),
		},
		extra: []func(*asking) claim[Isle]{hasLabel[Isle]("Far"), rawNumber[Isle]},
		ways: []way[Isle]{
			road[Isle, Isle]{track: track{field: "Near", kind: "NEAR", both: true, many: true}, edge: isleNear, far: isleKind, deep: true, into: func(e query.EdgeField[Isle, Isle]) query.EdgeField[Isle, Isle] {
				return e.Into(func(i *Isle) *[]*Isle { return &i.NearToo })
			}, other: "NearToo"},
			road[Isle, Isle]{track: track{field: "Outer", kind: "HOLDS", incoming: true}, edge: isleOuter, far: isleKind, deep: true},
			road[Isle, Isle]{track: track{field: "Inner", kind: "HOLDS", many: true}, edge: isleInner, far: isleKind, deep: true},
			road[Isle, Isle]{track: track{field: "Ferries", kind: "FERRY", many: true, between: "Ferry"}, edge: isleFerries.EdgeField, far: isleKind, deep: true, link: via[Isle, Ferry, Isle](ferryKind()), into: func(e query.EdgeField[Isle, Isle]) query.EdgeField[Isle, Isle] {
				return query.ViaField[Isle, Ferry, Isle]{EdgeField: e}.Into(func(i *Isle) *[]*Ferry { return &i.FerriesToo }).EdgeField
			}, other: "FerriesToo"},
			road[Isle, Isle]{track: track{field: "Arrivals", kind: "FERRY", incoming: true, many: true, between: "Ferry"}, edge: isleArrivals.EdgeField, far: isleKind, deep: true, link: via[Isle, Ferry, Isle](ferryKind())},
			road[Isle, Isle]{track: track{field: "Bridges", kind: "BRIDGE", both: true, many: true, between: "Bridge"}, edge: isleBridges.EdgeField, far: isleKind, deep: true, link: via[Isle, Bridge, Isle](kind[Bridge]{traits: []trait[Bridge]{rangeOf("toll", bridgeToll, 0, 1, 2)}})},
			road[Isle, Pier]{track: track{field: "Piers", kind: "PIER", many: true, structs: true}, edge: islePiers, far: pierKind},
			road[Isle, Noble]{track: track{field: "Ruler", kind: "RULES", incoming: true, between: "Reign"}, edge: isleRuler.EdgeField, far: nobleKind, link: via[Isle, Reign, Noble](reignKind())},
			road[Isle, Dweller]{track: track{field: "Guests", kind: "HOSTS", many: true}, edge: isleGuests, far: dwellerKind},
			road[Isle, Noble]{track: track{field: "Guests", kind: "HOSTS", many: true}, edge: isleGentry, far: nobleKind, family: true, others: true},
			road[Isle, Noble]{track: track{field: "Nobles", kind: "HOSTS", many: true}, edge: isleNobles, far: nobleKind},
			road[Isle, Dweller]{track: track{field: "Visits", kind: "VISITS", incoming: true, many: true, between: "Stopover"}, edge: isleVisits.EdgeField, far: dwellerKind, link: via[Isle, Stopover, Dweller](kind[Stopover]{traits: []trait[Stopover]{rangeOf("days", visitDays, 0, 1, 2)}})},
			road[Isle, Ship]{track: track{field: "Callers", kind: "CALLS", incoming: true, many: true}, edge: isleCallers, far: shipKind},
			road[Isle, Sailer]{track: track{field: "Sails", kind: "CALLS", incoming: true, many: true}, edge: isleSails, far: sailerKind},
			road[Isle, Ship]{track: track{field: "Sails", kind: "CALLS", incoming: true, many: true}, edge: isleAfloat, far: shipKind, family: true},
			road[Isle, Ship]{track: track{field: "Goods", kind: "CARRIES", incoming: true, many: true, between: "Cargo"}, edge: isleFreights.EdgeField, far: shipKind, family: true, link: via[Isle, Cargo, Ship](cargoKind())},
			road[Isle, Sailer]{track: track{field: "Goods", kind: "CARRIES", incoming: true, many: true, between: "Cargo"}, edge: isleGoods.EdgeField, far: sailerKind, link: via[Isle, Cargo, Sailer](cargoKind())},
		},
	}
}

func ferryKind() kind[Ferry] {
	id := wordsOf("id", ferryID, "f0", "f1", "f2")
	return kind[Ferry]{total: &id, traits: []trait[Ferry]{id, rangeOf("fare", ferryFare, 0, 1, 2), wordsOf("line", ferryLine, someWords...)}, extra: []func(*asking) claim[Ferry]{rawNumber[Ferry]}}
}

func reignKind() kind[Reign] {
	return kind[Reign]{traits: []trait[Reign]{rangeOf("since", reignSince, 0, 1, 2)}}
}

func pierKind() kind[Pier] {
	id := wordsOf("id", pierID, "z21", "y22", "x23")
	return kind[Pier]{
		name: "Pier", labels: []string{"Pier"}, total: &id,
		traits: []trait[Pier]{id, rangeOf("depth", pierDepth, 0, 1.5, 2), traitOf("open", pierOpen, true, false)},
		ways: []way[Pier]{
			road[Pier, Isle]{track: track{field: "Isles", kind: "PIER", incoming: true, many: true}, edge: pierIsles, far: isleKind},
			road[Pier, Noble]{track: track{field: "Keeper", kind: "KEPT_BY"}, edge: pierKeeper, far: nobleKind},
		},
	}
}

func nobleKind() kind[Noble] {
	id := wordsOf("id", nobleID, "z21", "y22", "x23")
	return kind[Noble]{
		name: "Noble", labels: []string{"Noble"}, total: &id,
		traits: []trait[Noble]{id, wordsOf("name", nobleName, someWords...), rangeOf("gold", nobleGold, 0, 1, 2)},
		extra:  []func(*asking) claim[Noble]{hasLabel[Noble]("Knave"), rawNumber[Noble]},
		ways: []way[Noble]{
			road[Noble, Isle]{track: track{field: "Reigns", kind: "RULES", many: true, between: "Reign"}, edge: nobleReigns.EdgeField, far: isleKind, link: via[Noble, Reign, Isle](reignKind())},
			road[Noble, Isle]{track: track{field: "Homes", kind: "HOSTS", incoming: true, many: true}, edge: nobleHomes, far: isleKind, into: func(e query.EdgeField[Noble, Isle]) query.EdgeField[Noble, Isle] {
				return e.Into(func(n *Noble) *[]*Isle { return &n.HomesToo })
			}, other: "HomesToo"},
			road[Noble, Pier]{track: track{field: "Piers", kind: "KEPT_BY", incoming: true, many: true}, edge: noblePiers, far: pierKind},
			road[Noble, Sloop]{track: track{field: "Fleet", kind: "OWNED_BY", incoming: true, many: true}, edge: nobleFleet, far: sloopKind},
		},
	}
}

// dwellerKind is an interface, of which only labels can be asked.
func dwellerKind() kind[Dweller] {
	return kind[Dweller]{extra: []func(*asking) claim[Dweller]{hasLabel[Dweller]("Knave"), hasLabel[Dweller]("Beast"), rawNumber[Dweller]}}
}

func shipKind() kind[Ship] {
	id := wordsOf("id", shipID, "z21", "y22", "x23")
	return kind[Ship]{
		name: "Ship", labels: []string{"Ship"}, total: &id,
		traits: []trait[Ship]{id, rangeOf("crew", shipCrew, 0, 1, 2)},
		extra:  []func(*asking) claim[Ship]{hasLabel[Ship]("Sloop"), rawNumber[Ship]},
		ways: []way[Ship]{
			road[Ship, Isle]{track: track{field: "Calls", kind: "CALLS", many: true}, edge: shipCalls, far: isleKind, into: func(e query.EdgeField[Ship, Isle]) query.EdgeField[Ship, Isle] {
				return e.Into(func(s *Ship) *[]*Isle { return &s.CallsToo })
			}, other: "CallsToo"},
			road[Ship, Noble]{track: track{field: "Owner", kind: "OWNED_BY"}, edge: shipOwner, far: nobleKind},
			road[Ship, Ship]{track: track{field: "Consorts", kind: "SAILS_WITH", both: true, many: true}, edge: shipConvoy, far: shipKind, family: true, deep: true},
			road[Ship, Sailer]{track: track{field: "Consorts", kind: "SAILS_WITH", both: true, many: true}, edge: shipConsorts, far: sailerKind},
			road[Ship, Isle]{track: track{field: "Cargoes", kind: "CARRIES", many: true, between: "Cargo"}, edge: shipCargoes.EdgeField, far: isleKind, link: via[Ship, Cargo, Isle](cargoKind())},
		},
	}
}

// sloopKind is asked by handles of what a Sloop embeds.
func sloopKind() kind[Sloop] {
	id := wordsOf("id", sloopID, "z21", "y22", "x23")
	return kind[Sloop]{
		name: "Sloop", labels: []string{"Ship", "Sloop"}, total: &id,
		traits: []trait[Sloop]{id, rangeOf("crew", sloopCrew, 0, 1, 2), rangeOf("masts", sloopMasts, 0, 1, 2)},
		extra:  []func(*asking) claim[Sloop]{hasLabel[Sloop]("Prize"), rawNumber[Sloop]},
		ways: []way[Sloop]{
			road[Sloop, Isle]{track: track{field: "Calls", kind: "CALLS", many: true}, edge: sloopCalls, far: isleKind, into: func(e query.EdgeField[Sloop, Isle]) query.EdgeField[Sloop, Isle] {
				return e.Into(func(s *Sloop) *[]*Isle { return &s.CallsToo })
			}, other: "CallsToo"},
			road[Sloop, Sailer]{track: track{field: "Consorts", kind: "SAILS_WITH", both: true, many: true}, edge: sloopConsorts, far: sailerKind},
			road[Sloop, Isle]{track: track{field: "Cargoes", kind: "CARRIES", many: true, between: "Cargo"}, edge: sloopCargoes.EdgeField, far: isleKind, link: via[Sloop, Cargo, Isle](cargoKind())},
		},
	}
}

func cargoKind() kind[Cargo] {
	return kind[Cargo]{traits: []trait[Cargo]{rangeOf("tons", cargoTons, 0, 1, 2)}}
}

func sailerKind() kind[Sailer] {
	return kind[Sailer]{extra: []func(*asking) claim[Sailer]{hasLabel[Sailer]("Sloop"), hasLabel[Sailer]("Galley"), rawNumber[Sailer]}}
}

func anyOf[V any](values []V) []any {
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = value
	}
	return list
}
