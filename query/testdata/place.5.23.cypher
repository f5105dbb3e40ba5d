// distance
MATCH (n:Place) WHERE point.distance(n.at, $p0) < $p1 WITH n ORDER BY point.distance(n.at, $p2) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// box
MATCH (n:Place) WHERE point.withinBBox(n.at, $p0, $p1) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// entry of a map
MATCH (n:Place) WHERE n.`extra.colo``r` = $p0 AND toLower(n.`extra.colo``r`) STARTS WITH toLower($p1) AND n.`extra.colo``r` IS NOT NULL WITH n ORDER BY n.`extra.colo``r` DESC WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// without case
MATCH (n:Place) WHERE toLower(n.name) = toLower($p0) AND toLower(n.name) CONTAINS toLower($p1) AND toLower(n.name) ENDS WITH toLower($p2) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// label
MATCH (n:Place) WHERE n:`Ci``ty` WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// raw condition
MATCH (n:Place) WHERE (n.name = $name AND n.id <> $other) AND n.name <> $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// raw condition across a relationship
MATCH (n:Place) WHERE EXISTS { MATCH (n)-[r1:NEAR]->(n1:Place) WHERE (n1.name = $name) } WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// search
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place WITH n, score ORDER BY score DESC WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// search, conditions, order and limit
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place AND n.name <> $p2 WITH n, score ORDER BY n.name, score DESC LIMIT $p3 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// search, One
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place RETURN n ORDER BY score DESC LIMIT 2

// search, Count
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place RETURN count(n) AS count

// search, Stream
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place WITH n, score ORDER BY score DESC RETURN n

// search, scored
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place WITH n, score ORDER BY score DESC WITH collect(n) AS ns, collect(score) AS scores UNWIND range(0, size(ns) - 1, 1000) AS i WITH ns[i..i + 1000] AS l0, scores[i..i + 1000] AS scores CALL (l0) { UNWIND range(0, size(l0) - 1) AS o0 WITH o0, l0[o0] AS o MATCH (o)-[e:NEAR]->(n:Place) RETURN [collect(o0), collect(n)] AS e1, collect(DISTINCT n) AS l1 } WITH *, [size(l0), size(e1[0]), size(l1)] AS sizes WITH *, reduce(longest = 0, size IN sizes | CASE WHEN size > longest THEN size ELSE longest END) AS longest UNWIND range(0, longest - 1, 1000) AS at RETURN sizes, at + 1000 >= longest AS last, l0[at..at + 1000] AS l0, [e1[0][at..at + 1000], [n IN e1[1][at..at + 1000] | elementId(n)]] AS e1, l1[at..at + 1000] AS l1, [] AS gone, scores[at..at + 1000] AS scores

// element id
MATCH (n:Place) WHERE elementId(n) IN $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// nearest
CALL db.index.vector.queryNodes($p0, $p1, $p2) YIELD node AS n, score WHERE n:Place AND n.name <> $p3 WITH n, score ORDER BY score DESC WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns
