MATCH (t:Traveller)-[v:VISITED]->(:City) WHERE t.id IN [1, 2] DELETE v;
MATCH (c:City) WHERE NOT (c)<-[:VISITED]-() DELETE c;
