// All
MATCH (n:Person) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, conditions
MATCH (n:Person) WHERE n.born > $p0 AND n.name STARTS WITH $p1 AND n.email IS NOT NULL WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, a key
MATCH (n:Person) WHERE n.id = $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, keys
MATCH (n:Person) WHERE n.id IN $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, sorted
MATCH (n:Person) WITH n ORDER BY n.born DESC, n.name, n.email WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, sorted in two steps
MATCH (n:Person) WITH n ORDER BY n.born DESC, n.name WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, limited
MATCH (n:Person) WITH n LIMIT $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, conditions, sorted and limited
MATCH (n:Person) WHERE n.born < $p0 WITH n ORDER BY n.name DESC LIMIT $p1 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, limited to none
MATCH (n:Person) WITH n LIMIT $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// All, limited twice
MATCH (n:Person) WITH n LIMIT $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:Person | n] AS gone

// One
MATCH (n:Person) WHERE n.born < $p0 RETURN n LIMIT 2

// One, a key
MATCH (n:Person) WHERE n.id = $p0 RETURN n LIMIT 2

// One, sorted
MATCH (n:Person) RETURN n ORDER BY n.born DESC, n.name, n.email LIMIT 2

// One, sorted and limited
MATCH (n:Person) WITH n ORDER BY n.born DESC, n.name, n.email LIMIT $p0 RETURN n LIMIT 2

// Count
MATCH (n:Person) RETURN count(n) AS count

// Count, sorted
MATCH (n:Person) WHERE n.born < $p0 RETURN count(n) AS count

// Count, limited
MATCH (n:Person) WHERE n.born < $p0 WITH n LIMIT $p1 RETURN count(n) AS count

// Exists
MATCH (n:Person) WHERE n.born < $p0 WITH n LIMIT 1 RETURN count(n) > 0 AS exists

// Exists, limited
MATCH (n:Person) WHERE n.born < $p0 WITH n LIMIT $p1 WITH n LIMIT 1 RETURN count(n) > 0 AS exists

// Delete
MATCH (n:Person) WHERE n.born < $p0 DETACH DELETE n RETURN count(*) AS count

// Delete, sorted and limited
MATCH (n:Person) WHERE n.born < $p0 WITH n ORDER BY n.born LIMIT $p1 DETACH DELETE n RETURN count(*) AS count

// Delete, with what they own
MATCH (n:Person) WHERE n.born < $p0 OPTIONAL MATCH p = (n)-[:HAS|HOLDS*1..]->(t) WHERE all(x IN nodes(p)[1..] WHERE x:Line OR x:Sheet:Page) WITH n, collect(DISTINCT t) AS t0 FOREACH (t IN t0 | DETACH DELETE t) DETACH DELETE n RETURN count(*) AS count

// Delete, with what several types own
MATCH (n:Person) WHERE n.born < $p0 WITH n LIMIT $p1 OPTIONAL MATCH p = (n)-[:HAS|HOLDS*1..]->(t) WHERE all(x IN nodes(p)[1..] WHERE x:Line OR x:Sheet:Page) WITH n, collect(DISTINCT t) AS t0 OPTIONAL MATCH p = (n)<-[:IN*1..]-(t) WHERE n:Person:Clerk AND all(x IN nodes(p)[1..] WHERE x:Folder) WITH n, t0, collect(DISTINCT t) AS t1 FOREACH (t IN t0 | DETACH DELETE t) FOREACH (t IN t1 | DETACH DELETE t) DETACH DELETE n RETURN count(*) AS count

// All, hostile names
MATCH (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //`) WHERE n.`a AS b MATCH (n) DETACH DELETE n //` = $p0 WITH n ORDER BY n.`a AS b MATCH (n) DETACH DELETE n //` WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN [n IN ns[i..i + 1000] | [n.`\u005Cu0060`, n.`x\u005Cuu0060) DETACH DELETE n //`, n.`\u005C\u005Cu0060`, n.`x\u005Cu00zz`, n.`a AS b MATCH (n) DETACH DELETE n //`, n.match, n.`a, b: c`]] AS ns, [n IN ns[i..i + 1000] WHERE NOT n:`a``b` | n] AS gone

// Delete, hostile names
MATCH (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //`) WHERE n.`a AS b MATCH (n) DETACH DELETE n //` = $p0 DETACH DELETE n RETURN count(*) AS count
