// CountEntities, nodes
MATCH (n) RETURN count(n) AS total

// CountEntities, relationships
MATCH ()-[r]->() RETURN count(r) AS total

// Repeated
MATCH (n:Person) WITH count(n) AS total MATCH (n:Person) WITH total, n LIMIT $p0 WHERE n.email IS NOT NULL WITH total, n.email AS v0, collect(n) AS same WHERE size(same) > 1 WITH total, count(*) AS cases, sum(size(same)) AS members, collect([[v0], [m IN same[..$p1] | [elementId(m), [m.id, m.`x\u005Cu0060) DETACH DELETE n //`]]]])[..$p1] AS examples RETURN total, cases, members, examples

// FindRepeated
MATCH (n:Person) WHERE n.email IS NOT NULL WITH n.email AS v0, collect(n) AS same WHERE size(same) > 1 RETURN same

// Repeated, together
MATCH (n:`x\u005Cu0060) DETACH DELETE n //`) WITH count(n) AS total MATCH (n:`x\u005Cu0060) DETACH DELETE n //`) WITH total, n LIMIT $p0 WHERE n.row IS NOT NULL AND n.`x\u005Cu0060) DETACH DELETE n //` IS NOT NULL WITH total, n.row AS v0, n.`x\u005Cu0060) DETACH DELETE n //` AS v1, collect(n) AS same WHERE size(same) > 1 WITH total, count(*) AS cases, sum(size(same)) AS members, collect([[v0, v1], [m IN same[..$p1] | [elementId(m), [m.id, m.`x\u005Cu0060) DETACH DELETE n //`]]]])[..$p1] AS examples RETURN total, cases, members, examples

// FindRepeated, together
MATCH (n:`x\u005Cu0060) DETACH DELETE n //`) WHERE n.row IS NOT NULL AND n.`x\u005Cu0060) DETACH DELETE n //` IS NOT NULL WITH n.row AS v0, n.`x\u005Cu0060) DETACH DELETE n //` AS v1, collect(n) AS same WHERE size(same) > 1 RETURN same

// Repeated, of relationships
MATCH ()-[r:ACTED_IN]->() WITH count(r) AS total MATCH ()-[r:ACTED_IN]->() WITH total, r LIMIT $p0 WHERE r.id IS NOT NULL WITH total, r.id AS v0, collect(r) AS same WHERE size(same) > 1 WITH total, count(*) AS cases, sum(size(same)) AS members, collect([[v0], [m IN same[..$p1] | [elementId(m), [m.id, m.`x\u005Cu0060) DETACH DELETE n //`]]]])[..$p1] AS examples RETURN total, cases, members, examples

// FindRepeated, of relationships
MATCH ()-[r:ACTED_IN]->() WHERE r.id IS NOT NULL WITH r.id AS v0, collect(r) AS same WHERE size(same) > 1 RETURN same

// Misfits, missing
MATCH (n:Person) WITH count(n) AS total MATCH (n:Person) WITH total, n LIMIT $p0 WHERE n.name IS NULL WITH total, count(n) AS cases, collect([[], [[elementId(n), [n.id, n.`x\u005Cu0060) DETACH DELETE n //`]]]])[..$p1] AS examples RETURN total, cases, cases AS members, examples

// FindMisfits, missing
MATCH (n:Person) WHERE n.name IS NULL RETURN n

// Misfits, missing of a key
MATCH ()-[r:ACTED_IN]->() WITH count(r) AS total MATCH ()-[r:ACTED_IN]->() WITH total, r LIMIT $p0 WHERE r.a IS NULL OR r.b IS NULL WITH total, count(r) AS cases, collect([[], [[elementId(r), [r.id, r.`x\u005Cu0060) DETACH DELETE n //`]]]])[..$p1] AS examples RETURN total, cases, cases AS members, examples

// FindMisfits, missing of a key
MATCH ()-[r:ACTED_IN]->() WHERE r.a IS NULL OR r.b IS NULL RETURN r

// Misfits, type
MATCH (n:Person) WITH count(n) AS total MATCH (n:Person) WITH total, n LIMIT $p0 WHERE n.tags IS NOT :: LIST<STRING NOT NULL> WITH total, count(n) AS cases, collect([[], [[elementId(n), [n.id, n.`x\u005Cu0060) DETACH DELETE n //`]]]])[..$p1] AS examples RETURN total, cases, cases AS members, examples

// FindMisfits, type
MATCH (n:Person) WHERE n.tags IS NOT :: LIST<STRING NOT NULL> RETURN n
