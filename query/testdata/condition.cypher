// Eq
MATCH (n:Person) WHERE n.name = $p0 RETURN count(n) AS count

// Ne
MATCH (n:Person) WHERE n.name <> $p0 RETURN count(n) AS count

// Gt
MATCH (n:Person) WHERE n.born > $p0 RETURN count(n) AS count

// Ge
MATCH (n:Person) WHERE n.born >= $p0 RETURN count(n) AS count

// Lt
MATCH (n:Person) WHERE n.seen < $p0 RETURN count(n) AS count

// Le
MATCH (n:Person) WHERE n.home <= $p0 RETURN count(n) AS count

// Eq of a list
MATCH (n:Person) WHERE n.tags = $p0 RETURN count(n) AS count

// Eq of a named type
MATCH (n:Person) WHERE n.mood = $p0 RETURN count(n) AS count

// Eq of a nullable property
MATCH (n:Person) WHERE n.email = $p0 RETURN count(n) AS count

// In
MATCH (n:Person) WHERE n.born IN $p0 RETURN count(n) AS count

// In one
MATCH (n:Person) WHERE n.born IN $p0 RETURN count(n) AS count

// In none
MATCH (n:Person) WHERE n.born IN $p0 RETURN count(n) AS count

// In of a nullable property
MATCH (n:Person) WHERE n.email IN $p0 RETURN count(n) AS count

// Between
MATCH (n:Person) WHERE n.born >= $p0 AND n.born <= $p1 RETURN count(n) AS count

// StartsWith
MATCH (n:Person) WHERE n.name STARTS WITH $p0 RETURN count(n) AS count

// EndsWith
MATCH (n:Person) WHERE n.name ENDS WITH $p0 RETURN count(n) AS count

// Contains of a nullable property
MATCH (n:Person) WHERE n.email CONTAINS $p0 RETURN count(n) AS count

// Matches of a named type
MATCH (n:Person) WHERE n.mood =~ $p0 RETURN count(n) AS count

// IsNull
MATCH (n:Person) WHERE n.email IS NULL RETURN count(n) AS count

// IsNotNull
MATCH (n:Person) WHERE n.born IS NOT NULL RETURN count(n) AS count

// And
MATCH (n:Person) WHERE (n.born > $p0 AND n.name = $p1) RETURN count(n) AS count

// Or
MATCH (n:Person) WHERE (n.born > $p0 OR n.name = $p1 OR n.email IS NULL) RETURN count(n) AS count

// Not
MATCH (n:Person) WHERE NOT (n.name = $p0) RETURN count(n) AS count

// And of one
MATCH (n:Person) WHERE (n.name = $p0) RETURN count(n) AS count

// Or within And
MATCH (n:Person) WHERE ((n.born < $p0 OR n.born > $p1) AND n.name = $p2) RETURN count(n) AS count

// And within Or
MATCH (n:Person) WHERE ((n.born > $p0 AND n.born < $p1) OR n.name = $p2) RETURN count(n) AS count

// And within And
MATCH (n:Person) WHERE (n.name = $p0 AND (n.born > $p1 AND n.born < $p2)) RETURN count(n) AS count

// Between within Or
MATCH (n:Person) WHERE (n.name = $p0 OR n.born >= $p1 AND n.born <= $p2) RETURN count(n) AS count

// Not of Or
MATCH (n:Person) WHERE NOT ((n.name = $p0 OR n.born >= $p1 AND n.born <= $p2)) RETURN count(n) AS count

// Not of Not
MATCH (n:Person) WHERE NOT (NOT (n.email IS NULL)) RETURN count(n) AS count

// Or of Nots
MATCH (n:Person) WHERE (NOT (n.name = $p0) OR NOT (n.born = $p1)) RETURN count(n) AS count

// a value that looks like Cypher
MATCH (n:Person) WHERE n.name = $p0 RETURN count(n) AS count
