// GetMany, nothing
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 RETURN l0

// GetMany, incoming
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, undirected, with a condition, an order and a limit
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o CALL (o) { MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) WHERE n.taken = $p0 WITH o, e, n ORDER BY n.row DESC LIMIT $p1 RETURN e, n } RETURN collect([e, startNode(e) = o]) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, ordered alone
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) WITH o, e, n ORDER BY n.row RETURN collect([e, startNode(e) = o]) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, through the struct of a relationship
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:DEAL]->(n:Tag) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, an interface
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:HAS]->(n) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, two levels, alike
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES|HATES]->(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } CALL (l1) { UNWIND l1 AS o MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) RETURN collect([e, startNode(e) = o]) AS e2, collect(DISTINCT n) AS l2 } RETURN l0, e1, l1, e2, l2

// GetMany, two levels, not alike
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES]->(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } CALL (l1) { UNWIND l1 AS o MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) RETURN collect([e, startNode(e) = o]) AS e2, collect(DISTINCT n) AS l2 } CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:HATES]->(n:Folder) RETURN collect(e) AS e3, collect(DISTINCT n) AS l3 } CALL (l3) { UNWIND l3 AS o CALL (o) { MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) WITH o, e, n LIMIT $p0 RETURN e, n } RETURN collect([e, startNode(e) = o]) AS e4, collect(DISTINCT n) AS l4 } RETURN l0, e1, l1, e2, l2, e3, l3, e4, l4

// GetMany, conditions and order of relationships
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:DEAL]->(n:Tag) WHERE e.sum > $p0 AND n.name <> $p1 WITH o, e, n ORDER BY e.sum DESC, n.name RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, a condition across a relationship
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES]->(n:Folder) WHERE EXISTS { MATCH (n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.taken = $p0 } RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// GetMany, to a depth
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES]->(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } CALL (l1) { UNWIND l1 AS o MATCH (o)-[e:LIKES]->(n:Folder) RETURN collect(e) AS e2, collect(DISTINCT n) AS l2 } CALL (l2) { UNWIND l2 AS o MATCH (o)-[e:LIKES]->(n:Folder) RETURN collect(e) AS e3, collect(DISTINCT n) AS l3 } RETURN l0, e1, l1, e2, l2, e3, l3

// GetMany, to a depth, conditions from the second step on
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES]->(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } CALL (l1) { UNWIND l1 AS o MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) RETURN collect([e, startNode(e) = o]) AS e2, collect(DISTINCT n) AS l2 } CALL (l1) { UNWIND l1 AS o CALL (o) { MATCH (o)-[e:LIKES]->(n:Folder) WHERE n.name <> $p0 WITH o, e, n LIMIT $p1 RETURN e, n } RETURN collect(e) AS e3, collect(DISTINCT n) AS l3 } CALL (l3) { UNWIND l3 AS o MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) RETURN collect([e, startNode(e) = o]) AS e4, collect(DISTINCT n) AS l4 } CALL (l3) { UNWIND l3 AS o CALL (o) { MATCH (o)-[e:LIKES]->(n:Folder) WHERE n.name <> $p2 WITH o, e, n LIMIT $p3 RETURN e, n } RETURN collect(e) AS e5, collect(DISTINCT n) AS l5 } CALL (l5) { UNWIND l5 AS o MATCH (o)-[e:BESIDE]-(n:Seat:Bookable:Thing) RETURN collect([e, startNode(e) = o]) AS e6, collect(DISTINCT n) AS l6 } RETURN l0, e1, l1, e2, l2, e3, l3, e4, l4, e5, l5, e6, l6

// GetMany, into another field
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES]->(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } CALL (l0) { UNWIND l0 AS o MATCH (o)-[e:LIKES]->(n:Folder) WHERE n.name STARTS WITH $p0 RETURN collect(e) AS e2, collect(DISTINCT n) AS l2 } RETURN l0, e1, l1, e2, l2

// GetMany, a limit at each of two levels
UNWIND $b.keys AS k MATCH (n:Folder {name: k[0]}) WITH collect(DISTINCT n) AS l0 CALL (l0) { UNWIND l0 AS o CALL (o) { MATCH (o)<-[e:IN]-(n:Folder) WITH o, e, n LIMIT $p0 RETURN e, n } RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } CALL (l1) { UNWIND l1 AS o CALL (o) { MATCH (o)<-[e:IN]-(n:Folder) WITH o, e, n LIMIT $p1 RETURN e, n } RETURN collect(e) AS e2, collect(DISTINCT n) AS l2 } RETURN l0, e1, l1, e2, l2

// All, a limit
MATCH (n:Folder) WHERE n.name = $p0 WITH n ORDER BY n.name DESC LIMIT $p1 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i WITH ns[i..i + 1000] AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// One
MATCH (n:Folder) WHERE n.name = $p0 WITH n LIMIT 2 WITH collect(n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// Stream
MATCH (n:Folder) WHERE n.name = $p0 WITH [n] AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1

// One, a limit
MATCH (n:Folder) WITH n LIMIT $p0 WITH n LIMIT 2 WITH collect(n) AS l0 CALL (l0) { UNWIND l0 AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1
