// Any
MATCH (n:Folder) WHERE EXISTS { MATCH (n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.taken = $p0 AND n1.row = $p1 } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// Any, without conditions
MATCH (n:Folder) WHERE EXISTS { MATCH (n)<-[r1:IN]-(n1:Folder) } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// Any, the handle's own condition
MATCH (n:Folder) WHERE EXISTS { MATCH (n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.taken = $p0 AND n1.row = $p1 } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// Any, an interface
MATCH (n:Folder) WHERE EXISTS { MATCH (n)-[r1:HAS]->(n1) } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// None
MATCH (n:Folder) WHERE NOT (EXISTS { MATCH (n)-[r1:LIKES]->(n1:Folder) WHERE n1.name = $p0 }) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// All
MATCH (n:Folder) WHERE size([(n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) | 1]) = size([(n)-[r2:BESIDE]-(n2:Seat:Bookable:Thing) WHERE n2.taken = $p0 AND n2.row = $p1 | 1]) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// All, the handle's own condition
MATCH (n:Folder) WHERE size([(n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.number > $p0 | 1]) = size([(n)-[r2:BESIDE]-(n2:Seat:Bookable:Thing) WHERE n2.number > $p1 AND n2.taken = $p2 | 1]) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// Single
MATCH (n:Folder) WHERE size([(n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.taken = $p0 | 1]) = $p1 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// Count
MATCH (n:Folder) WHERE size([(n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) | 1]) >= $p0 AND size([(n)-[r2:LIKES]->(n2:Folder) WHERE n2.name <> $p1 | 1]) < $p2 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// ordered by a count
MATCH (n:Folder) WITH n ORDER BY size([(n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.taken = $p0 | 1]) DESC, size([(n)-[r2:LIKES]->(n2:Folder) | 1]) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// on the relationship
MATCH (n:Folder)-[r1:DEAL]->(n1:Tag) WHERE r1.sum > $p0 AND n1.name = $p1 WITH DISTINCT n WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// from a key
MATCH (n:Folder)-[r1:LIKES]->(n1:Folder) WHERE n1.name = $p0 WITH DISTINCT n WHERE NOT (EXISTS { MATCH (n)-[r2:HATES]->(n2:Folder) }) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// from keys two steps away
MATCH (n1:Folder)-[r2:HATES]->(n2:Folder) WHERE (n2.name IN $p0 AND EXISTS { MATCH (n2)-[r3:BESIDE]-(n3:Seat:Bookable:Thing) }) WITH DISTINCT n1 MATCH (n:Folder)-[r1:LIKES]->(n1:Folder) WHERE n1.name <> $p1 WITH DISTINCT n WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// from a key of two properties
MATCH (n:Folder)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) WHERE n1.row = $p0 AND n1.number = $p1 WITH DISTINCT n WHERE EXISTS { MATCH (n)-[r2:BESIDE]-(n2:Seat:Bookable:Thing) } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// from its own key
MATCH (n:Folder) WHERE EXISTS { MATCH (n)-[r1:LIKES]->(n1:Folder) WHERE n1.name = $p0 } AND n.name = $p1 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// from neither of two keys
MATCH (n:Folder) WHERE (EXISTS { MATCH (n)-[r1:LIKES]->(n1:Folder) WHERE n1.name = $p0 } OR EXISTS { MATCH (n)-[r2:HATES]->(n2:Folder) WHERE n2.name = $p1 }) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// nested
MATCH (n:Folder) WHERE EXISTS { MATCH (n)-[r1:LIKES]->(n1:Folder) WHERE EXISTS { MATCH (n1)-[r2:BESIDE]-(n2:Seat:Bookable:Thing) WHERE n2.taken = $p0 } AND NOT (EXISTS { MATCH (n1)-[r3:HATES]->(n3:Folder) WHERE NOT (EXISTS { MATCH (n3)-[r4:DEAL]->(n4:Tag) WHERE n4.name = $p1 }) }) } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// counted in nested
MATCH (n:Folder) WHERE EXISTS { MATCH (n)-[r1:LIKES]->(n1:Folder) WHERE size([(n1)-[r2:BESIDE]-(n2:Seat:Bookable:Thing) | 1]) > $p0 } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// nested in counted
MATCH (n:Folder) WHERE size([(n)-[r1:LIKES]->(n1:Folder) WHERE EXISTS { MATCH (n1)-[r2:BESIDE]-(n2:Seat:Bookable:Thing) WHERE n2.taken = $p0 } AND size([(n1)-[r3:HATES]->(n3:Folder) | 1]) = $p1 | 1]) > $p2 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// nested in All
MATCH (n:Folder) WHERE size([(n)-[r1:LIKES]->(n1:Folder) | 1]) = size([(n)-[r2:LIKES]->(n2:Folder) WHERE EXISTS { MATCH (n2)-[r3:BESIDE]-(n3:Seat:Bookable:Thing) WHERE n3.taken = $p0 } | 1]) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone

// grouped
MATCH (n:Folder) WHERE (EXISTS { MATCH (n)-[r1:LIKES]->(n1:Folder) } OR (NOT (EXISTS { MATCH (n)-[r2:HATES]->(n2:Folder) }) AND n.name STARTS WITH $p0)) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.name]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Folder | n] AS gone
