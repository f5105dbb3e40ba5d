// Save, only a key
CALL { UNWIND $b.g0 AS r MERGE (n:Tag {name: r[0]}) RETURN count(n) AS r0 } RETURN r0

// Create, only a key
CALL { UNWIND $b.g0 AS r CREATE (n:Tag {name: r[0]}) RETURN count(n) AS r0 } RETURN r0

// Delete, only a key
CALL { UNWIND $b.g0 AS r MATCH (n:Tag {name: r[0]}) DETACH DELETE n RETURN collect([r[1]]) AS r0 } RETURN r0

// Save, all options
CALL { UNWIND $b.g0 AS r MERGE (n:Account {id: r[0]}) ON CREATE SET n.created = r[1] SET n:Login, n.name = r[2], n.born = coalesce(r[3], n.born), n.version = coalesce(n.version, 0) + 1, n.updated = r[4] RETURN collect([r[5], n.created, n.version]) AS r0 } RETURN r0

// Create, all options
CALL { UNWIND $b.g0 AS r CREATE (n:Account:Login {id: r[0], name: r[1], born: r[2], version: 1, created: r[3], updated: r[4]}) RETURN count(n) AS r0 } RETURN r0

// Delete, all options
CALL { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) SET n.version = coalesce(n.version, 0) + 1 WITH n, r, n.version AS version DETACH DELETE n RETURN collect([r[1], version]) AS r0 } RETURN r0

// Save, composite key
CALL { UNWIND $b.g0 AS r MERGE (n:Seat {row: r[0], number: r[1]}) SET n:Bookable:Thing, n.taken = r[2] RETURN count(n) AS r0 } RETURN r0

// Create, composite key
CALL { UNWIND $b.g0 AS r CREATE (n:Seat:Bookable:Thing {row: r[0], number: r[1], taken: r[2]}) RETURN count(n) AS r0 } RETURN r0

// Delete, composite key
CALL { UNWIND $b.g0 AS r MATCH (n:Seat {row: r[0], number: r[1]}) DETACH DELETE n RETURN collect([r[2]]) AS r0 } RETURN r0

// Save, map and labels
CALL { UNWIND $b.g0 AS r MERGE (n:Crate {id: r[0]}) SET n:Cold:`x\u005Cu0060`, n += r[1] RETURN count(n) AS r0 } RETURN r0

// Create, map and labels
CALL { UNWIND $b.g0 AS r CREATE (n:Crate:Cold:`x\u005Cu0060` {id: r[0]}) SET n += r[1] RETURN count(n) AS r0 } RETURN r0

// Ensure, only a key
CALL { UNWIND $b.g0 AS r MERGE (n:Tag {name: r[0]}) RETURN count(n) AS r0 } RETURN r0

// Ensure, all options
CALL { UNWIND $b.g0 AS r MERGE (n:Account {id: r[0]}) ON CREATE SET n:Login, n.name = r[1], n.born = r[2], n.version = 0, n.created = r[3], n.updated = r[4] WITH n, r, n.version = 0 AS fresh FOREACH (one IN CASE WHEN fresh THEN [1] ELSE [] END | SET n.version = one) RETURN collect([r[5], coalesce(fresh, false)]) AS r0 } RETURN r0

// Ensure, stamps without version
CALL { UNWIND $b.g0 AS r MERGE (n:Stamped {id: r[0]}) ON CREATE SET n.at = r[1] WITH n, r, n.at = r[1] AS fresh RETURN collect([r[2], coalesce(fresh, false)]) AS r0 } RETURN r0

// Ensure, composite key
CALL { UNWIND $b.g0 AS r MERGE (n:Seat {row: r[0], number: r[1]}) ON CREATE SET n:Bookable:Thing, n.taken = r[2] RETURN count(n) AS r0 } RETURN r0

// Ensure, map and labels
CALL { UNWIND $b.g0 AS r MERGE (n:Crate {id: r[0]}) ON CREATE SET n:Cold:`x\u005Cu0060`, n += r[1] RETURN count(n) AS r0 } RETURN r0

// Ensure, hostile names
CALL { UNWIND $b.g0 AS r MERGE (n:`a``b` {`\u005Cu0060`: r[0]}) ON CREATE SET n:`x\u005Cu0060) DETACH DELETE n //`, n.`x\u005Cuu0060) DETACH DELETE n //` = r[1], n.`\u005C\u005Cu0060` = r[2], n.`x\u005Cu00zz` = r[3], n.`a AS b MATCH (n) DETACH DELETE n //` = r[4], n.match = r[5], n.`a, b: c` = r[6] RETURN count(n) AS r0 } RETURN r0

// Create, no key
CALL { UNWIND $b.g0 AS r CREATE (n:Event {at: r[0], kind: r[1]}) RETURN count(n) AS r0 } RETURN r0

// Save, hostile names
CALL { UNWIND $b.g0 AS r MERGE (n:`a``b` {`\u005Cu0060`: r[0]}) SET n:`x\u005Cu0060) DETACH DELETE n //`, n.`x\u005Cuu0060) DETACH DELETE n //` = r[1], n.`\u005C\u005Cu0060` = r[2], n.`x\u005Cu00zz` = r[3], n.`a AS b MATCH (n) DETACH DELETE n //` = r[4], n.match = r[5], n.`a, b: c` = r[6] RETURN count(n) AS r0 } RETURN r0

// Create, hostile names
CALL { UNWIND $b.g0 AS r CREATE (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //` {`\u005Cu0060`: r[0], `x\u005Cuu0060) DETACH DELETE n //`: r[1], `\u005C\u005Cu0060`: r[2], `x\u005Cu00zz`: r[3], `a AS b MATCH (n) DETACH DELETE n //`: r[4], match: r[5], `a, b: c`: r[6]}) RETURN count(n) AS r0 } RETURN r0

// Delete, hostile names
CALL { UNWIND $b.g0 AS r MATCH (n:`a``b` {`\u005Cu0060`: r[0]}) DETACH DELETE n RETURN collect([r[1]]) AS r0 } RETURN r0

// several groups
CALL { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) SET n.version = coalesce(n.version, 0) + 1 WITH n, r, n.version AS version DETACH DELETE n RETURN collect([r[1], version]) AS r0 } CALL { UNWIND $b.g1 AS r MERGE (n:Seat {row: r[0], number: r[1]}) SET n:Bookable:Thing, n.taken = r[2] RETURN count(n) AS r1 } CALL { UNWIND $b.g2 AS r MERGE (n:Tag {name: r[0]}) RETURN count(n) AS r2 } CALL { UNWIND $b.g3 AS r CREATE (n:Event {at: r[0], kind: r[1]}) RETURN count(n) AS r3 } RETURN r0, r1, r2, r3

// Link, no properties
CALL { UNWIND $b.g0 AS r MATCH (a:Tag {name: r[0]}) MATCH (b:Account {id: r[1]}) MERGE (a)-[e:MARKS]->(b) RETURN count(DISTINCT r) AS r0 } RETURN r0

// Link, undirected, a composite key
CALL { UNWIND $b.g0 AS r MATCH (a:Seat {row: r[0], number: r[1]}) MATCH (b:Tag {name: r[2]}) MERGE (a)-[e:BESIDE]-(b) RETURN count(DISTINCT r) AS r0 } RETURN r0

// Link, all options
CALL { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:CAST]->(b) ON CREATE SET e.created = r[2] SET e.names = r[3], e.fee = coalesce(r[4], e.fee), e.version = coalesce(e.version, 0) + 1, e.updated = r[5], e += r[6] RETURN collect([r[8], e.created, e.version]) AS r0 } RETURN r0

// Link, a key of its own
CALL { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:DEAL {id: r[2]}]->(b) SET e.sum = r[3] RETURN count(e) AS r0 } RETURN r0

// Link, only a key of its own
CALL { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:TICKET {id: r[2]}]->(b) RETURN count(DISTINCT r) AS r0 } RETURN r0

// Link, hostile names
CALL { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:`a``b:x\u005Cu0060]->() DETACH DELETE n //` {`\u005Cu0060`: r[2]}]->(b) SET e.`x\u005Cuu0060) DETACH DELETE n //` = r[3] RETURN count(e) AS r0 } RETURN r0
