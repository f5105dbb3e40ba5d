// Save, only a key
CALL () { UNWIND $b.g0 AS r MERGE (n:Tag {name: r[0]}) RETURN count(n) AS r0 } RETURN r0

// Create, only a key
CALL () { UNWIND $b.g0 AS r CREATE (n:Tag {name: r[0]}) RETURN count(n) AS r0 } RETURN r0

// Delete, only a key
CALL () { UNWIND $b.g0 AS r MATCH (n:Tag {name: r[0]}) DETACH DELETE n RETURN collect([r[1]]) AS r0 } RETURN r0

// Save, all options
CALL () { UNWIND $b.g0 AS r MERGE (n:Account {id: r[0]}) ON CREATE SET n.created = r[1] SET n:Login, n.name = r[2], n.born = coalesce(r[3], n.born), n.version = coalesce(n.version, 0) + 1, n.updated = r[4] RETURN collect([r[5], n.created, n.version]) AS r0 } RETURN r0

// Create, all options
CALL () { UNWIND $b.g0 AS r CREATE (n:Account:Login {id: r[0], name: r[1], born: r[2], version: 1, created: r[3], updated: r[4]}) RETURN count(n) AS r0 } RETURN r0

// Delete, all options
CALL () { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) SET n.version = coalesce(n.version, 0) + 1 WITH n, r, n.version AS version DETACH DELETE n RETURN collect([r[1], version]) AS r0 } RETURN r0

// Save, composite key
CALL () { UNWIND $b.g0 AS r MERGE (n:Seat {row: r[0], number: r[1]}) SET n:Bookable:Thing, n.taken = r[2] RETURN count(n) AS r0 } RETURN r0

// Create, composite key
CALL () { UNWIND $b.g0 AS r CREATE (n:Seat:Bookable:Thing {row: r[0], number: r[1], taken: r[2]}) RETURN count(n) AS r0 } RETURN r0

// Delete, composite key
CALL () { UNWIND $b.g0 AS r MATCH (n:Seat {row: r[0], number: r[1]}) DETACH DELETE n RETURN collect([r[2]]) AS r0 } RETURN r0

// Save, map and labels
CALL () { UNWIND $b.g0 AS r MERGE (n:Crate {id: r[0]}) SET n:Cold:`x\u005Cu0060`, n += r[1] FOREACH (k IN [k IN keys(n) WHERE k STARTS WITH r[2] AND r[1][k] IS NULL] | SET n[k] = null) RETURN count(n) AS r0 } RETURN r0

// Create, map and labels
CALL () { UNWIND $b.g0 AS r CREATE (n:Crate:Cold:`x\u005Cu0060` {id: r[0]}) SET n += r[1] RETURN count(n) AS r0 } RETURN r0

// Ensure, only a key
CALL () { UNWIND $b.g0 AS r MERGE (n:Tag {name: r[0]}) RETURN count(n) AS r0 } RETURN r0

// Ensure, all options
CALL () { UNWIND $b.g0 AS r MERGE (n:Account {id: r[0]}) ON CREATE SET n:Login, n.name = r[1], n.born = r[2], n.version = 0, n.created = r[3], n.updated = r[4] WITH n, r, n.version = 0 AS fresh FOREACH (one IN CASE WHEN fresh THEN [1] ELSE [] END | SET n.version = one) RETURN collect([r[5], coalesce(fresh, false)]) AS r0 } RETURN r0

// Ensure, stamps without version
CALL () { UNWIND $b.g0 AS r MERGE (n:Stamped {id: r[0]}) ON CREATE SET n.at = r[1] WITH n, r, n.at = r[1] AS fresh RETURN collect([r[2], coalesce(fresh, false)]) AS r0 } RETURN r0

// Ensure, composite key
CALL () { UNWIND $b.g0 AS r MERGE (n:Seat {row: r[0], number: r[1]}) ON CREATE SET n:Bookable:Thing, n.taken = r[2] RETURN count(n) AS r0 } RETURN r0

// Ensure, map and labels
CALL () { UNWIND $b.g0 AS r MERGE (n:Crate {id: r[0]}) ON CREATE SET n:Cold:`x\u005Cu0060`, n += r[1] RETURN count(n) AS r0 } RETURN r0

// Ensure, hostile names
CALL () { UNWIND $b.g0 AS r MERGE (n:`a``b` {`\u005Cu0060`: r[0]}) ON CREATE SET n:`x\u005Cu0060) DETACH DELETE n //`, n.`x\u005Cuu0060) DETACH DELETE n //` = r[1], n.`\u005C\u005Cu0060` = r[2], n.`x\u005Cu00zz` = r[3], n.`a AS b MATCH (n) DETACH DELETE n //` = r[4], n.match = r[5], n.`a, b: c` = r[6] RETURN count(n) AS r0 } RETURN r0

// Update, only a key
CALL () { UNWIND $b.g0 AS r MATCH (n:Tag {name: r[0]}) SET n += r[1] RETURN collect([r[2]]) AS r0 } RETURN r0

// Update, all options
CALL () { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) SET n.version = coalesce(n.version, 0) + 1, n += r[1] RETURN collect([r[2], n.version]) AS r0 } RETURN r0

// Update, composite key
CALL () { UNWIND $b.g0 AS r MATCH (n:Seat {row: r[0], number: r[1]}) SET n += r[2] RETURN collect([r[3]]) AS r0 } RETURN r0

// Update, labels
CALL () { UNWIND $b.g0 AS r MATCH (n:Crate {id: r[0]}) SET n += r[1], n:Cold REMOVE n:`x\u005Cu0060`:Warm RETURN collect([r[2]]) AS r0 } RETURN r0

// Clear
CALL () { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) SET n.name = null RETURN count(*) AS r0 } RETURN r0

// Rekey
CALL () { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) WITH collect(n) AS ns, collect(r) AS rs FOREACH (o IN ns | SET o.id = null) WITH ns, rs UNWIND range(0, size(ns) - 1) AS i WITH ns[i] AS n, rs[i] AS r SET n.id = r[1] RETURN collect([r[2]]) AS r0 } RETURN r0

// Rekey, composite key
CALL () { UNWIND $b.g0 AS r MATCH (n:Seat {row: r[0], number: r[1]}) WITH collect(n) AS ns, collect(r) AS rs FOREACH (o IN ns | SET o.row = null, o.number = null) WITH ns, rs UNWIND range(0, size(ns) - 1) AS i WITH ns[i] AS n, rs[i] AS r SET n.row = r[2], n.number = r[3] RETURN collect([r[4]]) AS r0 } RETURN r0

// Delete, with what it owns
CALL () { UNWIND $b.g0 AS r MATCH (n:Order {id: r[0]}) SET n.version = coalesce(n.version, 0) + 1 WITH n, r, n.version AS version OPTIONAL MATCH p = (n)-[:HAS|NOTED*1..]->(t) WHERE all(x IN nodes(p)[1..] WHERE x:Line OR x:Tag) WITH n, r, version, collect(DISTINCT t) AS ts FOREACH (t IN ts | DETACH DELETE t) DETACH DELETE n RETURN collect([r[1], version]) AS r0 } RETURN r0

// Delete, with what leads to it and is owned
CALL () { UNWIND $b.g0 AS r MATCH (n:Folder {name: r[0]}) OPTIONAL MATCH p = (n)<-[:IN*1..]-(t) WHERE all(x IN nodes(p)[1..] WHERE x:Folder) WITH n, r, collect(DISTINCT t) AS ts FOREACH (t IN ts | DETACH DELETE t) DETACH DELETE n RETURN collect([r[1]]) AS r0 } RETURN r0

// Create, no key
CALL () { UNWIND $b.g0 AS r CREATE (n:Event {at: r[0], kind: r[1]}) RETURN count(n) AS r0 } RETURN r0

// Save, hostile names
CALL () { UNWIND $b.g0 AS r MERGE (n:`a``b` {`\u005Cu0060`: r[0]}) SET n:`x\u005Cu0060) DETACH DELETE n //`, n.`x\u005Cuu0060) DETACH DELETE n //` = r[1], n.`\u005C\u005Cu0060` = r[2], n.`x\u005Cu00zz` = r[3], n.`a AS b MATCH (n) DETACH DELETE n //` = r[4], n.match = r[5], n.`a, b: c` = r[6] RETURN count(n) AS r0 } RETURN r0

// Create, hostile names
CALL () { UNWIND $b.g0 AS r CREATE (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //` {`\u005Cu0060`: r[0], `x\u005Cuu0060) DETACH DELETE n //`: r[1], `\u005C\u005Cu0060`: r[2], `x\u005Cu00zz`: r[3], `a AS b MATCH (n) DETACH DELETE n //`: r[4], match: r[5], `a, b: c`: r[6]}) RETURN count(n) AS r0 } RETURN r0

// Delete, hostile names
CALL () { UNWIND $b.g0 AS r MATCH (n:`a``b` {`\u005Cu0060`: r[0]}) DETACH DELETE n RETURN collect([r[1]]) AS r0 } RETURN r0

// several groups
CALL () { UNWIND $b.g0 AS r MATCH (n:Account {id: r[0]}) SET n.version = coalesce(n.version, 0) + 1 WITH n, r, n.version AS version DETACH DELETE n RETURN collect([r[1], version]) AS r0 } CALL () { UNWIND $b.g1 AS r MERGE (n:Seat {row: r[0], number: r[1]}) SET n:Bookable:Thing, n.taken = r[2] RETURN count(n) AS r1 } CALL () { UNWIND $b.g2 AS r MERGE (n:Tag {name: r[0]}) RETURN count(n) AS r2 } CALL () { UNWIND $b.g3 AS r CREATE (n:Event {at: r[0], kind: r[1]}) RETURN count(n) AS r3 } RETURN r0, r1, r2, r3

// Link, no properties
CALL () { UNWIND $b.g0 AS r MATCH (a:Tag {name: r[0]}) MATCH (b:Account {id: r[1]}) MERGE (a)-[e:MARKS]->(b) RETURN count(DISTINCT r) AS r0 } RETURN r0

// Link, undirected, a composite key
CALL () { UNWIND $b.g0 AS r MATCH (a:Seat {row: r[0], number: r[1]}) MATCH (b:Tag {name: r[2]}) MERGE (a)-[e:BESIDE]-(b) RETURN count(DISTINCT r) AS r0 } RETURN r0

// Link, all options
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:CAST]->(b) ON CREATE SET e.created = r[2] SET e.names = r[3], e.fee = coalesce(r[4], e.fee), e.version = coalesce(e.version, 0) + 1, e.updated = r[5], e += r[6] FOREACH (k IN [k IN keys(e) WHERE k STARTS WITH r[7] AND r[6][k] IS NULL] | SET e[k] = null) RETURN collect([r[8], e.created, e.version]) AS r0 } RETURN r0

// Link, a key of its own
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:DEAL {id: r[2]}]->(b) SET e.sum = r[3] RETURN count(e) AS r0 } RETURN r0

// Link, only a key of its own
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:TICKET {id: r[2]}]->(b) RETURN count(DISTINCT r) AS r0 } RETURN r0

// Link, hostile names
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) MERGE (a)-[e:`a``b:x\u005Cu0060]->() DETACH DELETE n //` {`\u005Cu0060`: r[2]}]->(b) SET e.`x\u005Cuu0060) DETACH DELETE n //` = r[3] RETURN count(e) AS r0 } RETURN r0

// Relink, all options
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) WITH DISTINCT a, b, r MATCH (a)-[e:CAST]->(b) SET e.version = coalesce(e.version, 0) + 1, e += r[2] RETURN collect([r[3], e.version]) AS r0 } RETURN r0

// Relink, a key of its own
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) WITH DISTINCT a, b, r MATCH (a)-[e:DEAL {id: r[2]}]->(b) SET e += r[3] RETURN collect([r[4]]) AS r0 } RETURN r0

// Unlink, no properties
CALL () { UNWIND $b.g0 AS r MATCH (a:Tag {name: r[0]}) MATCH (b:Account {id: r[1]}) WITH DISTINCT a, b, r MATCH (a)-[e:MARKS]->(b) DELETE e RETURN count(*) AS r0 } RETURN r0

// Unlink, undirected, a composite key
CALL () { UNWIND $b.g0 AS r MATCH (a:Seat {row: r[0], number: r[1]}) MATCH (b:Tag {name: r[2]}) WITH DISTINCT a, b, r MATCH (a)-[e:BESIDE]-(b) DELETE e RETURN count(*) AS r0 } RETURN r0

// Unlink, a version
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) WITH DISTINCT a, b, r MATCH (a)-[e:CAST]->(b) SET e.version = coalesce(e.version, 0) + 1 WITH r, e, e.version AS version DELETE e RETURN collect([r[2], version]) AS r0 } RETURN r0

// Unlink, a key of its own
CALL () { UNWIND $b.g0 AS r MATCH (a:Account {id: r[0]}) MATCH (b:Tag {name: r[1]}) WITH DISTINCT a, b, r MATCH (a)-[e:DEAL {id: r[2]}]->(b) DELETE e RETURN count(*) AS r0 } RETURN r0

// Link, no properties, gathered
CALL () { WITH $b.g0 AS g CALL (g) { UNWIND g.f AS k OPTIONAL MATCH (b:Account {id: k[0]}) RETURN collect([b]) AS fs } CALL (g) { UNWIND g.n AS q MATCH (a:Tag {name: q[0][0]}) SET a += {} WITH a, q WHERE EXISTS { MATCH (a)-[:MARKS]->() } RETURN collect([a, q[1]]) AS some } CALL (g) { UNWIND g.n AS q MATCH (a:Tag {name: q[0][0]}) WHERE NOT EXISTS { MATCH (a)-[:MARKS]->() } RETURN collect([a, q[1]]) AS new } CALL (fs, some) { UNWIND some AS x WITH fs, x[0] AS a, x[1] AS rows UNWIND rows AS r WITH a, r, fs[r[0]][0] AS b WHERE b IS NOT NULL MERGE (a)-[e:MARKS]->(b) RETURN count(DISTINCT [a, b, r]) AS one } CALL (fs, new) { UNWIND new AS x WITH fs, x[0] AS a, x[1] AS rows UNWIND rows AS r WITH a, r, fs[r[0]][0] AS b WHERE b IS NOT NULL CREATE (a)-[e:MARKS]->(b) RETURN count(DISTINCT [a, b, r]) AS two } RETURN one + two AS r0 } RETURN r0

// Link, undirected, a composite key, gathered
CALL () { WITH $b.g0 AS g CALL (g) { UNWIND g.f AS k OPTIONAL MATCH (a:Seat {row: k[0], number: k[1]}) RETURN collect([a]) AS fs } CALL (g) { UNWIND g.n AS q MATCH (b:Tag {name: q[0][0]}) SET b += {} WITH b, q WHERE EXISTS { MATCH (b)-[:BESIDE]-() } RETURN collect([b, q[1]]) AS some } CALL (g) { UNWIND g.n AS q MATCH (b:Tag {name: q[0][0]}) WHERE NOT EXISTS { MATCH (b)-[:BESIDE]-() } RETURN collect([b, q[1]]) AS new } CALL (fs, some) { UNWIND some AS x WITH fs, x[0] AS b, x[1] AS rows UNWIND rows AS r WITH b, r, fs[r[0]][0] AS a WHERE a IS NOT NULL MERGE (a)-[e:BESIDE]-(b) RETURN count(DISTINCT [a, b, r]) AS one } CALL (fs, new) { UNWIND new AS x WITH fs, x[0] AS b, x[1] AS rows UNWIND rows AS r WITH b, r, fs[r[0]][0] AS a WHERE a IS NOT NULL CREATE (a)-[e:BESIDE]->(b) RETURN count(DISTINCT [a, b, r]) AS two } RETURN one + two AS r0 } RETURN r0

// Link, all options, gathered
CALL () { WITH $b.g0 AS g CALL (g) { UNWIND g.f AS k OPTIONAL MATCH (b:Tag {name: k[0]}) RETURN collect([b]) AS fs } CALL (g) { UNWIND g.n AS q MATCH (a:Account {id: q[0][0]}) SET a += {} WITH a, q WHERE EXISTS { MATCH (a)-[:CAST]->() } RETURN collect([a, q[1]]) AS some } CALL (g) { UNWIND g.n AS q MATCH (a:Account {id: q[0][0]}) WHERE NOT EXISTS { MATCH (a)-[:CAST]->() } RETURN collect([a, q[1]]) AS new } CALL (fs, some) { UNWIND some AS x WITH fs, x[0] AS a, x[1] AS rows UNWIND rows AS r WITH a, r, fs[r[0]][0] AS b WHERE b IS NOT NULL MERGE (a)-[e:CAST]->(b) ON CREATE SET e.created = r[2] SET e.names = r[3], e.fee = coalesce(r[4], e.fee), e.version = coalesce(e.version, 0) + 1, e.updated = r[5], e += r[6] FOREACH (k IN [k IN keys(e) WHERE k STARTS WITH r[7] AND r[6][k] IS NULL] | SET e[k] = null) RETURN collect([r[8], e.created, e.version]) AS one } CALL (fs, new) { UNWIND new AS x WITH fs, x[0] AS a, x[1] AS rows UNWIND rows AS r WITH a, r, fs[r[0]][0] AS b WHERE b IS NOT NULL CREATE (a)-[e:CAST]->(b) SET e.created = r[2] SET e.names = r[3], e.fee = coalesce(r[4], e.fee), e.version = coalesce(e.version, 0) + 1, e.updated = r[5], e += r[6] RETURN collect([r[8], e.created, e.version]) AS two } RETURN one + two AS r0 } RETURN r0

// Link, a key of its own, gathered
CALL () { WITH $b.g0 AS g CALL (g) { UNWIND g.f AS k OPTIONAL MATCH (a:Account {id: k[0]}) RETURN collect([a]) AS fs } CALL (g) { UNWIND g.n AS q MATCH (b:Tag {name: q[0][0]}) SET b += {} WITH b, q WHERE EXISTS { MATCH (b)<-[:DEAL]-() } RETURN collect([b, q[1]]) AS some } CALL (g) { UNWIND g.n AS q MATCH (b:Tag {name: q[0][0]}) WHERE NOT EXISTS { MATCH (b)<-[:DEAL]-() } RETURN collect([b, q[1]]) AS new } CALL (fs, some) { UNWIND some AS x WITH fs, x[0] AS b, x[1] AS rows UNWIND rows AS r WITH b, r, fs[r[0]][0] AS a WHERE a IS NOT NULL MERGE (a)-[e:DEAL {id: r[2]}]->(b) SET e.sum = r[3] RETURN count(e) AS one } CALL (fs, new) { UNWIND new AS x WITH fs, x[0] AS b, x[1] AS rows UNWIND rows AS r WITH b, r, fs[r[0]][0] AS a WHERE a IS NOT NULL CREATE (a)-[e:DEAL {id: r[2]}]->(b) SET e.sum = r[3] RETURN count(e) AS two } RETURN one + two AS r0 } RETURN r0

// Link, only a key of its own, gathered
CALL () { WITH $b.g0 AS g CALL (g) { UNWIND g.f AS k OPTIONAL MATCH (b:Tag {name: k[0]}) RETURN collect([b]) AS fs } CALL (g) { UNWIND g.n AS q MATCH (a:Account {id: q[0][0]}) SET a += {} WITH a, q WHERE EXISTS { MATCH (a)-[:TICKET]->() } RETURN collect([a, q[1]]) AS some } CALL (g) { UNWIND g.n AS q MATCH (a:Account {id: q[0][0]}) WHERE NOT EXISTS { MATCH (a)-[:TICKET]->() } RETURN collect([a, q[1]]) AS new } CALL (fs, some) { UNWIND some AS x WITH fs, x[0] AS a, x[1] AS rows UNWIND rows AS r WITH a, r, fs[r[0]][0] AS b WHERE b IS NOT NULL MERGE (a)-[e:TICKET {id: r[2]}]->(b) RETURN count(DISTINCT [a, b, r]) AS one } CALL (fs, new) { UNWIND new AS x WITH fs, x[0] AS a, x[1] AS rows UNWIND rows AS r WITH a, r, fs[r[0]][0] AS b WHERE b IS NOT NULL CREATE (a)-[e:TICKET {id: r[2]}]->(b) RETURN count(DISTINCT [a, b, r]) AS two } RETURN one + two AS r0 } RETURN r0

// Link, hostile names, gathered
CALL () { WITH $b.g0 AS g CALL (g) { UNWIND g.f AS k OPTIONAL MATCH (a:Account {id: k[0]}) RETURN collect([a]) AS fs } CALL (g) { UNWIND g.n AS q MATCH (b:Tag {name: q[0][0]}) SET b += {} WITH b, q WHERE EXISTS { MATCH (b)<-[:`a``b:x\u005Cu0060]->() DETACH DELETE n //`]-() } RETURN collect([b, q[1]]) AS some } CALL (g) { UNWIND g.n AS q MATCH (b:Tag {name: q[0][0]}) WHERE NOT EXISTS { MATCH (b)<-[:`a``b:x\u005Cu0060]->() DETACH DELETE n //`]-() } RETURN collect([b, q[1]]) AS new } CALL (fs, some) { UNWIND some AS x WITH fs, x[0] AS b, x[1] AS rows UNWIND rows AS r WITH b, r, fs[r[0]][0] AS a WHERE a IS NOT NULL MERGE (a)-[e:`a``b:x\u005Cu0060]->() DETACH DELETE n //` {`\u005Cu0060`: r[2]}]->(b) SET e.`x\u005Cuu0060) DETACH DELETE n //` = r[3] RETURN count(e) AS one } CALL (fs, new) { UNWIND new AS x WITH fs, x[0] AS b, x[1] AS rows UNWIND rows AS r WITH b, r, fs[r[0]][0] AS a WHERE a IS NOT NULL CREATE (a)-[e:`a``b:x\u005Cu0060]->() DETACH DELETE n //` {`\u005Cu0060`: r[2]}]->(b) SET e.`x\u005Cuu0060) DETACH DELETE n //` = r[3] RETURN count(e) AS two } RETURN one + two AS r0 } RETURN r0

// Prune, outgoing
CALL () { UNWIND $b.g0 AS r MATCH (n:Order {id: r[0]}) OPTIONAL MATCH (n)-[e:BOUGHT_BY]->(b:Tag) WHERE NOT [b.name] IN r[1] DELETE e RETURN collect(DISTINCT [r[2]]) AS r0 } RETURN r0

// Prune, incoming, owned
CALL () { UNWIND $b.g0 AS r MATCH (n:Folder {name: r[0]}) OPTIONAL MATCH (n)<-[e:IN]-(b:Folder) WHERE NOT [b.name] IN r[1] DELETE e WITH r, b OPTIONAL MATCH p = (b)<-[:IN*1..]-(t) WHERE all(x IN nodes(p)[1..] WHERE x:Folder) WITH r, b, collect(DISTINCT t) AS ts FOREACH (t IN ts | DETACH DELETE t) DETACH DELETE b RETURN collect(DISTINCT [r[2]]) AS r0 } RETURN r0

// Prune, undirected, a composite key
CALL () { UNWIND $b.g0 AS r MATCH (n:Folder {name: r[0]}) OPTIONAL MATCH (n)-[e:BESIDE]-(b:Seat:Bookable:Thing) WHERE NOT [b.row, b.number] IN r[1] DELETE e RETURN collect(DISTINCT [r[2]]) AS r0 } RETURN r0

// Prune, a key of its own
CALL () { UNWIND $b.g0 AS r MATCH (n:Folder {name: r[0]}) OPTIONAL MATCH (n)-[e:DEAL]->(b:Tag) WHERE NOT [b.name, e.id] IN r[1] DELETE e RETURN collect(DISTINCT [r[2]]) AS r0 } RETURN r0

// Prune, owned, with what that owns
CALL () { UNWIND $b.g0 AS r MATCH (n:Order {id: r[0]}) OPTIONAL MATCH (n)-[e:HAS]->(b:Line) WHERE NOT [b.number] IN r[1] DELETE e WITH r, b OPTIONAL MATCH p = (b)-[:NOTED*1..]->(t) WHERE all(x IN nodes(p)[1..] WHERE x:Tag) WITH r, b, collect(DISTINCT t) AS ts FOREACH (t IN ts | DETACH DELETE t) DETACH DELETE b RETURN collect(DISTINCT [r[2]]) AS r0 } RETURN r0
