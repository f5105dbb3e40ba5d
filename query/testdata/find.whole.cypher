// All, whole nodes
MATCH (n:Crate) WHERE n.id = $p0 WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, 1000) AS i RETURN ns[i..i + 1000] AS ns
