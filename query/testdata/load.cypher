// Get, one property
MATCH (n:Person {id: $p0}) RETURN n LIMIT 2

// GetMany, one property
UNWIND $b.keys AS k MATCH (n:Person {id: k[0]}) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// Get, one property, two labels
MATCH (n:Account {id: $p0}) RETURN n LIMIT 2

// GetMany, one property, two labels
UNWIND $b.keys AS k MATCH (n:Account {id: k[0]}) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// Get, two properties, three labels
MATCH (n:Seat {row: $p0, number: $p1}) RETURN n LIMIT 2

// GetMany, two properties, three labels
UNWIND $b.keys AS k MATCH (n:Seat {row: k[0], number: k[1]}) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns

// Get, hostile names
MATCH (n:`a``b` {`\u005Cu0060`: $p0}) RETURN n LIMIT 2

// GetMany, hostile names
UNWIND $b.keys AS k MATCH (n:`a``b` {`\u005Cu0060`: k[0]}) WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns
