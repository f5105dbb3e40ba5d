// by key, with a plan
MATCH (n:Folder) WHERE n.name > $p0 WITH n, n.name AS k0 ORDER BY k0 LIMIT $p1 + 1 WITH collect(n) AS ns, collect([k0]) AS ks WITH ns[..$p1] AS l0, size(ns) > $p1 AS more, ks[..$p1] AS ks CALL { WITH l0 UNWIND l0 AS o MATCH (o)<-[e:IN]-(n:Folder) RETURN collect(e) AS e1, collect(DISTINCT n) AS l1 } RETURN l0, e1, l1, more, [head(ks), last(ks)] AS ends
