MATCH (t:Traveller) WHERE t.id IN [1, 2] DETACH DELETE t;
DROP CONSTRAINT traveller_id IF EXISTS;
