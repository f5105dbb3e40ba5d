// columns
MATCH (n:Person) RETURN n.name AS `name`, n.born AS `born`

// named columns
MATCH (n:Person) RETURN n.name AS `who`, n.born AS `Born`

// order and limit of the nodes
MATCH (n:Person) WHERE n.born < $p0 WITH n ORDER BY n.name DESC LIMIT $p1 RETURN n.name AS `name`

// distinct, ordered and limited
MATCH (n:Person) RETURN DISTINCT n.born AS `born`, n.name AS `name` ORDER BY `name` DESC, `born` LIMIT $p0

// groups without aggregates
MATCH (n:Person) RETURN DISTINCT n.born AS `born`, n.name AS `name`

// groups
MATCH (n:Person) WHERE n.born > $p0 RETURN n.born AS `born`, count(*) AS `People`, min(n.name) AS `Oldest` ORDER BY `People` DESC, `born` LIMIT $p1

// groups, the key among the columns
MATCH (n:Person) RETURN count(*) AS `count`, n.born AS `born`

// groups, the key named twice
MATCH (n:Person) RETURN count(*) AS `count`, n.born AS `year`

// groups, the key under two names
MATCH (n:Person) RETURN n.born AS `year`, n.born AS `born`, count(*) AS `count` ORDER BY `year`

// all aggregates
MATCH (n:Person) RETURN count(*) AS `count`, count(n.email) AS `mails`, count(DISTINCT n.born) AS `years`, sum(n.born) AS `sum`, avg(n.born) AS `avg`, min(n.seen) AS `min`, max(n.home) AS `max`, collect(n.name) AS `collect`, collect(DISTINCT n.mood) AS `moods`, percentileCont(n.born, $p0) AS `percentileCont`, percentileDisc(n.born, $p1) AS `percentileDisc`

// the selection is cut first
MATCH (n:Person) WITH n ORDER BY n.born DESC LIMIT $p0 RETURN n.born AS `born`, collect(n.name) AS `collect` LIMIT $p1

// hostile names
MATCH (n:Person) RETURN DISTINCT n.name AS `a``b`, n.born AS `\u005Cu0060`, n.seen AS `n`, n.home AS `null`, n.tags AS `x\u005Cu0060) DETACH DELETE n //`, n.email AS `a, b: c` ORDER BY `n`, `null` DESC, `\u005Cu0060`

// number of relationships
MATCH (n:Folder) RETURN n.name AS `name`, COUNT { (n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) } AS `n1`, COUNT { (n)-[r2:LIKES]->(n2:Folder) WHERE n2.name <> $p0 } AS `r1` ORDER BY `n1` DESC

// groups by a number of relationships
MATCH (n:Folder) RETURN COUNT { (n)-[r1:BESIDE]-(n1:Seat:Bookable:Thing) } AS `seats`, count(*) AS `count` ORDER BY `seats`

// aggregates of a number of relationships
MATCH (n:Folder) RETURN avg(COUNT { (n)-[r1:LIKES]->(n1:Folder) }) AS `avg`, max(COUNT { (n)-[r2:LIKES]->(n2:Folder) WHERE n2.name <> $p0 }) AS `max`, count(DISTINCT COUNT { (n)-[r3:LIKES]->(n3:Folder) }) AS `count`

// groups of what an index finds, by an entry of a map
CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score WHERE n:Place WITH n, score ORDER BY score DESC RETURN n.`extra.colo``r` AS `extra.colo``r`, sum(n.`extra.colo``r`) AS `sum`, count(*) AS `count`

// hostile properties
MATCH (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //`) RETURN n.`a AS b MATCH (n) DETACH DELETE n //` AS `a AS b MATCH (n) DETACH DELETE n //` ORDER BY `a AS b MATCH (n) DETACH DELETE n //`

// keys
MATCH (n:Person) WITH n ORDER BY n.born DESC, n.name, n.email LIMIT $p0 WITH collect([n.id]) AS ks UNWIND range(0, size(ks) - 1, 1000) AS i RETURN ks[i..i + 1000] AS ks

// keys of two properties
MATCH (n:Seat:Bookable:Thing) WITH collect([n.row, n.number]) AS ks UNWIND range(0, size(ks) - 1, 1000) AS i RETURN ks[i..i + 1000] AS ks
