MATCH (t:Traveller) WHERE t.visits <> ''
UNWIND split(t.visits, ';') AS name
MERGE (c:City {name: name})
MERGE (t)-[:VISITED]->(c);
