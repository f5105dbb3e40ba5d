// by key, the first page
MATCH (n:Person) WHERE n.id IS NOT NULL WITH n, n.id AS k0 ORDER BY k0 LIMIT $p0 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p0] AS l0, size(ns) > $p0 AS more, ks[..$p0] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by key, the last page
MATCH (n:Person) WHERE n.id IS NOT NULL WITH n, n.id AS k0 ORDER BY k0 DESC LIMIT $p0 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH reverse(ns[..$p0]) AS l0, size(ns) > $p0 AS more, reverse(ks[..$p0]) AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by key, after
MATCH (n:Person) WHERE n.id > $p0 WITH n, n.id AS k0 ORDER BY k0 LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p1] AS l0, size(ns) > $p1 AS more, ks[..$p1] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by key, before
MATCH (n:Person) WHERE n.id < $p0 WITH n, n.id AS k0 ORDER BY k0 DESC LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH reverse(ns[..$p1]) AS l0, size(ns) > $p1 AS more, reverse(ks[..$p1]) AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by key, after, descending
MATCH (n:Person) WHERE n.id < $p0 WITH n, n.id AS k0 ORDER BY k0 DESC LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p1] AS l0, size(ns) > $p1 AS more, ks[..$p1] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by key, after, high text
MATCH (n:Person) WHERE n.id >= $p1 AND coalesce(n.id > $p0 AND all(p IN $p4 WHERE NOT n.id STARTS WITH p OR n.id >= p + $p2 AND n.id < p + $p3 OR n.id STARTS WITH p + $p3) OR any(p IN $p5 WHERE n.id >= p + $p2 AND n.id < p + $p3 OR n.id STARTS WITH p + $p3), true) WITH n, n.id AS k0 ORDER BY k0 LIMIT $p6 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p6] AS l0, size(ns) > $p6 AS more, ks[..$p6] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// high text, before
MATCH (n:Person) WHERE n.id IS NOT NULL AND coalesce(n.id <> $p0 AND NOT (n.id > $p0 AND all(p IN $p3 WHERE NOT n.id STARTS WITH p OR n.id >= p + $p1 AND n.id < p + $p2 OR n.id STARTS WITH p + $p2) OR any(p IN $p4 WHERE n.id >= p + $p1 AND n.id < p + $p2 OR n.id STARTS WITH p + $p2)), n.id IS NOT NULL) WITH n, n.id AS k0 ORDER BY k0 DESC LIMIT $p5 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH reverse(ns[..$p5]) AS l0, size(ns) > $p5 AS more, reverse(ks[..$p5]) AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by a property that is there, the first page
MATCH (n:Person) WHERE n.email IS NOT NULL AND n.id IS NOT NULL WITH n, n.email AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p0 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p0] AS l0, size(ns) > $p0 AS more, ks[..$p0] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by a property that is there, after
MATCH (n:Person) WHERE n.email IS NOT NULL AND n.email >= $p0 AND n.id IS NOT NULL AND CASE WHEN n.email > $p0 THEN true WHEN n.email = $p0 THEN n.id > $p1 ELSE false END WITH n, n.email AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p2] AS l0, size(ns) > $p2 AS more, ks[..$p2] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by a property that is there, before
MATCH (n:Person) WHERE n.email IS NOT NULL AND n.email <= $p0 AND n.id IS NOT NULL AND CASE WHEN n.email < $p0 THEN true WHEN n.email = $p0 THEN n.id < $p1 ELSE false END WITH n, n.email AS k0, n.id AS k1 ORDER BY k0 DESC, k1 DESC LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH reverse(ns[..$p2]) AS l0, size(ns) > $p2 AS more, reverse(ks[..$p2]) AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// mixed directions, the first page
MATCH (n:Person) WHERE n.id IS NOT NULL WITH n, n.born AS k0, n.name AS k1, n.id AS k2 ORDER BY k0 DESC, k1, k2 LIMIT $p0 + 1 WITH collect(n) AS ns, collect([k0, k1, k2]) AS ks WITH ns[..$p0] AS l0, size(ns) > $p0 AS more, ks[..$p0] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// mixed directions, after
MATCH (n:Person) WHERE n.id IS NOT NULL AND CASE WHEN coalesce(n.born < $p0, n.born IS NOT NULL) THEN true WHEN n.born = $p0 THEN CASE WHEN coalesce(n.name > $p1, true) THEN true WHEN n.name = $p1 THEN n.id > $p2 ELSE false END ELSE false END WITH n, n.born AS k0, n.name AS k1, n.id AS k2 ORDER BY k0 DESC, k1, k2 LIMIT $p3 + 1 WITH collect(n) AS ns, collect([k0, k1, k2]) AS ks WITH ns[..$p3] AS l0, size(ns) > $p3 AS more, ks[..$p3] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// mixed directions, before
MATCH (n:Person) WHERE n.id IS NOT NULL AND CASE WHEN coalesce(n.born > $p0, true) THEN true WHEN n.born = $p0 THEN CASE WHEN coalesce(n.name < $p1, n.name IS NOT NULL) THEN true WHEN n.name = $p1 THEN n.id < $p2 ELSE false END ELSE false END WITH n, n.born AS k0, n.name AS k1, n.id AS k2 ORDER BY k0, k1 DESC, k2 DESC LIMIT $p3 + 1 WITH collect(n) AS ns, collect([k0, k1, k2]) AS ks WITH reverse(ns[..$p3]) AS l0, size(ns) > $p3 AS more, reverse(ks[..$p3]) AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// mixed directions, after nulls
MATCH (n:Person) WHERE n.id IS NOT NULL AND CASE WHEN n.born IS NOT NULL THEN true WHEN n.born IS NULL THEN CASE WHEN n.name IS NULL THEN n.id > $p0 ELSE false END ELSE false END WITH n, n.born AS k0, n.name AS k1, n.id AS k2 ORDER BY k0 DESC, k1, k2 LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0, k1, k2]) AS ks WITH ns[..$p1] AS l0, size(ns) > $p1 AS more, ks[..$p1] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// mixed directions, before nulls
MATCH (n:Person) WHERE n.id IS NOT NULL AND CASE WHEN n.born IS NULL THEN CASE WHEN n.name IS NOT NULL THEN true WHEN n.name IS NULL THEN n.id < $p0 ELSE false END ELSE false END WITH n, n.born AS k0, n.name AS k1, n.id AS k2 ORDER BY k0, k1 DESC, k2 DESC LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0, k1, k2]) AS ks WITH reverse(ns[..$p1]) AS l0, size(ns) > $p1 AS more, reverse(ks[..$p1]) AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// conditions, after
MATCH (n:Person) WHERE n.born < $p0 AND n.born >= $p1 AND n.id IS NOT NULL AND CASE WHEN n.born > $p1 THEN true WHEN n.born = $p1 THEN n.id > $p2 ELSE false END WITH n, n.born AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p3 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p3] AS l0, size(ns) > $p3 AS more, ks[..$p3] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// what follows the key decides nothing
MATCH (n:Person) WHERE n.id > $p0 WITH n, n.id AS k0 ORDER BY k0 LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p1] AS l0, size(ns) > $p1 AS more, ks[..$p1] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// a sort key twice
MATCH (n:Person) WHERE n.id IS NOT NULL WITH n, n.name AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p0 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p0] AS l0, size(ns) > $p0 AS more, ks[..$p0] AS ks RETURN [n IN l0 | [n.id, n.name, n.email, n.born, n.seen, n.home, n.tags, n.mood]] AS l0, [n IN l0 WHERE NOT n:Person | n] AS gone, more, [head(ks), last(ks)] AS ends

// by two keys, the first page
MATCH (n:Seat:Bookable:Thing) WHERE n.row IS NOT NULL AND n.number IS NOT NULL WITH n, n.row AS k0, n.number AS k1 ORDER BY k0, k1 LIMIT $p0 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p0] AS l0, size(ns) > $p0 AS more, ks[..$p0] AS ks RETURN [n IN l0 | [n.row, n.number, n.taken]] AS l0, [n IN l0 WHERE NOT n:Seat | n] AS gone, more, [head(ks), last(ks)] AS ends

// by two keys, after
MATCH (n:Seat:Bookable:Thing) WHERE n.row >= $p0 AND n.number IS NOT NULL AND CASE WHEN n.row > $p0 THEN true WHEN n.row = $p0 THEN n.number > $p1 ELSE false END WITH n, n.row AS k0, n.number AS k1 ORDER BY k0, k1 LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p2] AS l0, size(ns) > $p2 AS more, ks[..$p2] AS ks RETURN [n IN l0 | [n.row, n.number, n.taken]] AS l0, [n IN l0 WHERE NOT n:Seat | n] AS gone, more, [head(ks), last(ks)] AS ends

// by two keys, before
MATCH (n:Seat:Bookable:Thing) WHERE n.row <= $p0 AND n.number IS NOT NULL AND CASE WHEN n.row < $p0 THEN true WHEN n.row = $p0 THEN n.number < $p1 ELSE false END WITH n, n.row AS k0, n.number AS k1 ORDER BY k0 DESC, k1 DESC LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH reverse(ns[..$p2]) AS l0, size(ns) > $p2 AS more, reverse(ks[..$p2]) AS ks RETURN [n IN l0 | [n.row, n.number, n.taken]] AS l0, [n IN l0 WHERE NOT n:Seat | n] AS gone, more, [head(ks), last(ks)] AS ends

// keys in another order, after
MATCH (n:Seat:Bookable:Thing) WHERE n.number IS NOT NULL AND n.row IS NOT NULL AND CASE WHEN coalesce(n.taken > $p0, true) THEN true WHEN n.taken = $p0 THEN CASE WHEN n.number < $p1 THEN true WHEN n.number = $p1 THEN n.row > $p2 ELSE false END ELSE false END WITH n, n.taken AS k0, n.number AS k1, n.row AS k2 ORDER BY k0, k1 DESC, k2 LIMIT $p3 + 1 WITH collect(n) AS ns, collect([k0, k1, k2]) AS ks WITH ns[..$p3] AS l0, size(ns) > $p3 AS more, ks[..$p3] AS ks RETURN [n IN l0 | [n.row, n.number, n.taken]] AS l0, [n IN l0 WHERE NOT n:Seat | n] AS gone, more, [head(ks), last(ks)] AS ends

// floats, after
MATCH (n:Account:Login) WHERE n.id IS NOT NULL AND CASE WHEN coalesce(n.score > $p0 OR n.score <> n.score, true) THEN true WHEN n.score = $p0 AND NOT n.score < $p0 THEN n.id > $p1 ELSE false END WITH n, n.score AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p2] AS l0, size(ns) > $p2 AS more, ks[..$p2] AS ks RETURN [n IN l0 | [n.id, n.name, n.born, n.version, n.created, n.updated, n.score]] AS l0, [n IN l0 WHERE NOT n:Account | n] AS gone, more, [head(ks), last(ks)] AS ends

// floats, before
MATCH (n:Account:Login) WHERE n.score > $p0 AND n.score <= $p1 AND n.id IS NOT NULL AND CASE WHEN coalesce(n.score < $p1, n.score IS NOT NULL) THEN true WHEN n.score = $p1 AND NOT n.score > $p1 THEN n.id < $p2 ELSE false END WITH n, n.score AS k0, n.id AS k1 ORDER BY k0 DESC, k1 DESC LIMIT $p3 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH reverse(ns[..$p3]) AS l0, size(ns) > $p3 AS more, reverse(ks[..$p3]) AS ks RETURN [n IN l0 | [n.id, n.name, n.born, n.version, n.created, n.updated, n.score]] AS l0, [n IN l0 WHERE NOT n:Account | n] AS gone, more, [head(ks), last(ks)] AS ends

// floats, after NaN
MATCH (n:Account:Login) WHERE n.id IS NOT NULL AND CASE WHEN coalesce(n.score > $p0, true) THEN true WHEN n.score <> n.score THEN n.id > $p1 ELSE false END WITH n, n.score AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p2] AS l0, size(ns) > $p2 AS more, ks[..$p2] AS ks RETURN [n IN l0 | [n.id, n.name, n.born, n.version, n.created, n.updated, n.score]] AS l0, [n IN l0 WHERE NOT n:Account | n] AS gone, more, [head(ks), last(ks)] AS ends

// floats, before NaN
MATCH (n:Account:Login) WHERE n.id IS NOT NULL AND CASE WHEN n.score = n.score THEN true WHEN n.score <> n.score THEN n.id < $p1 ELSE false END WITH n, n.score AS k0, n.id AS k1 ORDER BY k0 DESC, k1 DESC LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH reverse(ns[..$p2]) AS l0, size(ns) > $p2 AS more, reverse(ks[..$p2]) AS ks RETURN [n IN l0 | [n.id, n.name, n.born, n.version, n.created, n.updated, n.score]] AS l0, [n IN l0 WHERE NOT n:Account | n] AS gone, more, [head(ks), last(ks)] AS ends

// an entry of a map, after text
MATCH (n:Crate) WHERE n.id IS NOT NULL AND CASE WHEN coalesce(n.`extra.color` > $p0, true) THEN true WHEN n.`extra.color` = $p0 THEN n.id > $p1 ELSE false END WITH n, n.`extra.color` AS k0, n.id AS k1 ORDER BY k0, k1 LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p2] AS l0, size(ns) > $p2 AS more, ks[..$p2] AS ks RETURN l0, more, [head(ks), last(ks)] AS ends

// an entry of a map, before a number
MATCH (n:Crate) WHERE n.id IS NOT NULL AND CASE WHEN coalesce(n.`extra.color` < $p0, n.`extra.color` IS NOT NULL) THEN true WHEN n.`extra.color` = $p0 AND NOT n.`extra.color` > $p0 THEN n.id < $p1 ELSE false END WITH n, n.`extra.color` AS k0, n.id AS k1 ORDER BY k0 DESC, k1 DESC LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH reverse(ns[..$p2]) AS l0, size(ns) > $p2 AS more, reverse(ks[..$p2]) AS ks RETURN l0, more, [head(ks), last(ks)] AS ends

// hostile names, after
MATCH (n:`a``b`:`x\u005Cu0060) DETACH DELETE n //`) WHERE n.`\u005Cu0060` IS NOT NULL AND CASE WHEN coalesce(n.`a AS b MATCH (n) DETACH DELETE n //` > $p0, true) THEN true WHEN n.`a AS b MATCH (n) DETACH DELETE n //` = $p0 THEN n.`\u005Cu0060` > $p1 ELSE false END WITH n, n.`a AS b MATCH (n) DETACH DELETE n //` AS k0, n.`\u005Cu0060` AS k1 ORDER BY k0, k1 LIMIT $p2 + 1 WITH collect(n) AS ns, collect([k0, k1]) AS ks WITH ns[..$p2] AS l0, size(ns) > $p2 AS more, ks[..$p2] AS ks RETURN [n IN l0 | [n.`\u005Cu0060`, n.`x\u005Cuu0060) DETACH DELETE n //`, n.`\u005C\u005Cu0060`, n.`x\u005Cu00zz`, n.`a AS b MATCH (n) DETACH DELETE n //`, n.match, n.`a, b: c`]] AS l0, [n IN l0 WHERE NOT n:`a``b` | n] AS gone, more, [head(ks), last(ks)] AS ends

// by key, with a plan
MATCH (n:Folder) WHERE n.name > $p0 WITH n, n.name AS k0 ORDER BY k0 LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p1] AS l0, size(ns) > $p1 AS more, ks[..$p1] AS ks CALL (l0) { UNWIND range(0, size(l0) - 1) AS o0 WITH o0, l0[o0] AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN [collect(o0), collect(n)] AS e1, collect(DISTINCT n) AS l1 } WITH *, [size(l0), size(e1[0]), size(l1)] AS sizes WITH *, reduce(longest = 0, size IN sizes | CASE WHEN size > longest THEN size ELSE longest END) AS longest UNWIND range(0, longest - 1, 1000) AS at RETURN sizes, at + 1000 >= longest AS last, [[n IN l0[at..at + 1000] | elementId(n)], [n IN l0[at..at + 1000] | [n.name]]] AS l0, [e1[0][at..at + 1000], [n IN e1[1][at..at + 1000] | elementId(n)]] AS e1, [[n IN l1[at..at + 1000] | elementId(n)], [n IN l1[at..at + 1000] | [n.name]]] AS l1, [n IN l0[at..at + 1000] WHERE NOT n:Folder | n] + [n IN l1[at..at + 1000] WHERE NOT n:Folder | n] AS gone, more, [head(ks), last(ks)] AS ends
