// ShowConstraints
SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties RETURN name, type, entityType, labelsOrTypes, properties

// InspectConstraints
SHOW CONSTRAINTS YIELD *

// InspectIndexes
SHOW INDEXES YIELD *

// CreateUniqueness, derived name
CREATE CONSTRAINT Person_id_unique IF NOT EXISTS FOR (n:Person) REQUIRE (n.id) IS UNIQUE

// CreateUniqueness, name from the tag
CREATE CONSTRAINT full_name IF NOT EXISTS FOR (n:Person) REQUIRE (n.name, n.surname) IS UNIQUE

// CreateUniqueness, composite, derived name
CREATE CONSTRAINT Seat_row_number_unique IF NOT EXISTS FOR (n:Seat) REQUIRE (n.row, n.number) IS UNIQUE

// CreateUniqueness, hostile names
CREATE CONSTRAINT `x\u005Cu0060) DETACH DELETE n //` IF NOT EXISTS FOR (n:`a``b`) REQUIRE (n.`\u005Cu0060`, n.`a AS b MATCH (n) DETACH DELETE n //`) IS UNIQUE
