package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-ogm/ogm/migrate"
)

// classes are also held against what a server says, where it says anything.
var classes = map[migrate.Class][]string{
	migrate.ClassRead: {
		"MATCH (n) RETURN n",
		"RETURN 1",
		"match (n:CREATE)-[:SET]->(m) where n.delete = 1 return n",
		"MATCH (n) RETURN n.set, {merge: 1, remove : 2} AS x",
		"MATCH (n) RETURN n AS delete",
		"RETURN 'CREATE (n)', \"SET\", 1 AS `DELETE`",
		"/* CREATE */ RETURN 1 // DELETE",
		"RETURN $create",
		"MATCH (n:A|SET) RETURN n",
		"MATCH (n:!SET&!A) RETURN n",
		"WITH [1, 2] AS xs RETURN [x IN xs WHERE x > 1 | x]",
		"MATCH (n) WHERE EXISTS { MATCH (n)-->() } RETURN n",
		"CALL { MATCH (n) RETURN n } RETURN n",
		"CALL () { MATCH (n) RETURN n } RETURN n",
		"CALL { RETURN 1 AS x } RETURN 2 IN [1] AS y",
		"SHOW INDEXES",
		"SHOW ALL CONSTRAINTS YIELD name",
		"SHOW FULLTEXT INDEXES WHERE name = 'USER'",
		"SHOW PROCEDURES YIELD name",
		"SHOW TRANSACTIONS",
		"TERMINATE TRANSACTION 'neo4j-transaction-1'",
		"EXPLAIN MATCH (n) RETURN n",
	},
	migrate.ClassWrite: {
		"CREATE (n)",
		"CREATE INDEX = (a)-[:X]->(b)",
		"MATCH (n) SET n.x = 1",
		"MATCH (n) REMOVE n.x",
		"MATCH (n) DETACH DELETE n",
		"MATCH (n) DELETE (n)",
		"MERGE (n:A {x: 1}) ON CREATE SET n.y = 1",
		"INSERT (:A)",
		"FOREACH (x IN [1] | CREATE (:A {x: x}))",
		"MATCH (n) CALL (n) { SET n.x = 1 } RETURN count(*)",
		"CYPHER 5 CREATE (n)",
		"CYPHER runtime=slotted planner=cost CREATE (n)",
		"PROFILE CREATE (:INDEX)",
		"USE neo4j CREATE (n)",
		"USE `my.db`.x MATCH (n) SET n.x = 1",
		"USE graph.byName('a)') CREATE (n)",
		"CALL apoc.periodic.iterate('MATCH (n) RETURN n', 'SET n.x = 1', {})",
		"CALL db.awaitIndexes()",
		"LOAD CSV FROM 'file:///x' AS row CREATE (:A {x: row[0]})",
		"CREATE (a:`CALL {WITH x} IN TRANSACTIONS`) RETURN a",
		"CREATE (:A {x: 'CALL { x } IN TRANSACTIONS'})",
		"CREATE(n)",
	},
	migrate.ClassSchema: {
		"CREATE INDEX a FOR (n:A) ON (n.x)",
		"create index for (n:A) on (n.x)",
		"CREATE RANGE INDEX a IF NOT EXISTS FOR (n:A) ON (n.x)",
		"CREATE TEXT INDEX a FOR (n:A) ON (n.x)",
		"CREATE POINT INDEX a FOR (n:A) ON (n.x)",
		"CREATE LOOKUP INDEX a FOR (n) ON EACH labels(n)",
		"CREATE FULLTEXT INDEX a FOR (n:A|B) ON EACH [n.x]",
		"CREATE VECTOR INDEX a FOR (n:A) ON (n.x) OPTIONS {indexConfig: {`vector.dimensions`: 3}}",
		"CREATE CONSTRAINT a FOR (n:A) REQUIRE n.x IS UNIQUE",
		"CREATE\n// DATABASE\nCONSTRAINT `a` IF NOT EXISTS FOR ()-[r:R]-() REQUIRE r.x IS UNIQUE",
		"DROP INDEX a IF EXISTS",
		"DROP CONSTRAINT a",
		"CYPHER 25 CREATE INDEX a FOR (n:A) ON (n.x)",
		"CYPHER 25 runtime = slotted DROP INDEX a",
		"EXPLAIN DROP INDEX a IF EXISTS",
		"USE neo4j DROP INDEX a IF EXISTS",
		"CALL db.index.fulltext.createNodeIndex('a', ['A'], ['x'])",
		"CALL `db`.index.fulltext.drop('a')",
		"ALTER CURRENT GRAPH TYPE SET { (:A) }",
	},
	migrate.ClassAutoCommit: {
		"MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS",
		"MATCH (n) CALL { WITH n SET n.x = 1 } IN TRANSACTIONS OF 500 ROWS",
		"MATCH (n) CALL (*) { SET n.x = 1 } IN CONCURRENT TRANSACTIONS",
		"MATCH (n) CALL (n) { SET n.x = 1 } IN 2 CONCURRENT TRANSACTIONS OF 5 ROWS ON ERROR CONTINUE",
		"MATCH(n)CALL(n){MATCH (m)-->(n)SET m.x=1}IN-1 CONCURRENT TRANSACTIONS OF 23 ROWS",
		"LOAD CSV FROM 'file:///x' AS row CALL { WITH row CREATE (:A {x: row[0], y: {z: 1}.z}) } IN TRANSACTIONS",
		"MATCH (n) CALL (n) { CALL (n) { RETURN 1 AS one } SET n.x = one } /* IN */ IN TRANSACTIONS",
		"USING PERIODIC COMMIT 500 LOAD CSV FROM 'file:///x' AS row CREATE (:A {x: row[0]})",
		"CYPHER 5 MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS RETURN count(*)",
	},
	migrate.ClassSystem: {
		"CREATE DATABASE movies IF NOT EXISTS",
		"CREATE OR REPLACE DATABASE movies",
		"CREATE COMPOSITE DATABASE movies",
		"DROP DATABASE movies",
		"CREATE USER ann SET PASSWORD 'secret123'",
		"CREATE ROLE r",
		"CREATE ALIAS a FOR DATABASE movies",
		"DROP ROLE r",
		"GRANT ROLE r TO ann",
		"DENY READ {*} ON GRAPH * TO r",
		"REVOKE ROLE r FROM ann",
		"ALTER USER ann SET PASSWORD 'secret123'",
		"ALTER DATABASE movies SET ACCESS READ ONLY",
		"RENAME USER ann TO bob",
		"START DATABASE movies",
		"STOP DATABASE movies",
		"SHOW DATABASES",
		"SHOW USERS",
		"SHOW USER ann PRIVILEGES AS COMMANDS",
		"SHOW ROLES WITH USERS",
		"CALL dbms.security.createUser('ann', 'x')",
	},
}

func TestClasses(t *testing.T) {
	for want, texts := range classes {
		for _, text := range texts {
			assert.Equal(t, want.String(), parse(t, text).Statements[0].Class.String(), text)
		}
	}
}
