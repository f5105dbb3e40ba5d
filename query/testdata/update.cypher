// set, remove and add
MATCH (n:Person) WHERE n.born = $p0 SET n.name = $p1, n.email = null, n.born = coalesce(n.born, 0) + $p2 RETURN count(n) AS count

// version and time
MATCH (n:Account:Login) SET n.version = coalesce(n.version, 0) + 1, n.updated = $p0, n.name = $p1 RETURN count(n) AS count

// ordered and limited
MATCH (n:Person) WITH n ORDER BY n.name DESC LIMIT $p0 SET n.tags = $p1 RETURN count(n) AS count

// what an index finds
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place WITH n, score ORDER BY score DESC LIMIT $p2 SET n.name = $p3 RETURN count(n) AS count

// entries of a map
MATCH (n:Place) SET n.`extra.size` = coalesce(n.`extra.size`, 0) + $p0, n.`extra.colo``r` = $p1 RETURN count(n) AS count

// the first by key
MATCH (n:Account:Login) WHERE n.born > $p0 AND n.id IS NOT NULL WITH n ORDER BY n.id LIMIT $p1 SET n.version = coalesce(n.version, 0) + 1, n.updated = $p2, n.name = $p3 RETURN count(n) AS count, max([n.id]) AS last

// the next by key
MATCH (n:Account:Login) WHERE n.born > $p0 AND n.id > $p1 WITH n ORDER BY n.id LIMIT $p2 SET n.version = coalesce(n.version, 0) + 1, n.updated = $p3, n.name = $p4 RETURN count(n) AS count, max([n.id]) AS last

// the first by two properties
MATCH (n:Seat:Bookable:Thing) WHERE n.row IS NOT NULL AND n.number IS NOT NULL WITH n ORDER BY n.row, n.number LIMIT $p0 SET n.taken = $p1 RETURN count(n) AS count, max([n.row, n.number]) AS last

// the next by two properties
MATCH (n:Seat:Bookable:Thing) WHERE n.row >= $p0 AND n.number IS NOT NULL AND CASE WHEN n.row > $p0 THEN true WHEN n.row = $p0 THEN n.number > $p1 ELSE false END WITH n ORDER BY n.row, n.number LIMIT $p2 SET n.taken = $p3 RETURN count(n) AS count, max([n.row, n.number]) AS last

// hostile properties
MATCH (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //`) SET n.`a AS b MATCH (n) DETACH DELETE n //` = $p0 RETURN count(n) AS count
