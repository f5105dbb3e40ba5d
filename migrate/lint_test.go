package migrate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-ogm/ogm/migrate"
)

// rules lists what Lint finds as "line rule".
func rules(found []migrate.Finding) string {
	var all []string
	for _, f := range found {
		all = append(all, fmt.Sprintf("%d %s", f.Line, f.Rule))
	}
	return strings.Join(all, ", ")
}

func TestLint(t *testing.T) {
	for text, want := range map[string]string{
		"CREATE INDEX a IF NOT EXISTS FOR (n:A) ON (n.x)":                                    "",
		"CREATE INDEX FOR (n:A) ON (n.x)":                                                    "1 unnamed, 1 not-idempotent",
		"CREATE FULLTEXT INDEX IF NOT EXISTS FOR (n:A) ON EACH [n.x]":                        "1 unnamed",
		"CREATE CONSTRAINT FOR (n:A) REQUIRE n.x IS UNIQUE":                                  "1 unnamed, 1 not-idempotent",
		"CREATE CONSTRAINT `a b` FOR (n:A) REQUIRE n.x IS UNIQUE":                            "1 not-idempotent",
		"CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE n.x IS UNIQUE":                  "",
		"CREATE INDEX ON :A(x)":                                                              "1 unnamed, 1 not-idempotent",
		"CREATE OR REPLACE DATABASE a":                                                       "",
		"CREATE DATABASE a":                                                                  "1 not-idempotent",
		"CREATE USER ann SET PASSWORD 'x'":                                                   "1 not-idempotent",
		"DROP INDEX a":                                                                       "1 not-idempotent, 1 destructive",
		"DROP INDEX a IF EXISTS":                                                             "1 destructive",
		"DROP CONSTRAINT ON (n:A) ASSERT n.x IS UNIQUE":                                      "1 unnamed, 1 destructive",
		"DROP DATABASE a IF EXISTS DUMP DATA":                                                "1 destructive",
		"CREATE (n:A)":                                                                       "",
		"MATCH (n) SET n.x = 1":                                                              "1 unbounded",
		"MATCH (n)\nDETACH DELETE n":                                                         "2 destructive, 2 unbounded",
		"MATCH ()-[r]->()\n\nDELETE r":                                                       "3 destructive, 3 unbounded",
		"MATCH (n:A) SET n.x = 1":                                                            "1 whole-label",
		"MATCH (n IS A) SET n.x = 1":                                                         "1 whole-label",
		"MATCH ()-[r:R]->() SET r.x = 1":                                                     "1 whole-label",
		"MATCH (n:A) REMOVE n.x":                                                             "1 destructive, 1 whole-label",
		"MATCH (n:A) WHERE n.x IS NULL SET n.x = 1":                                          "",
		"MATCH (n:A WHERE n.x IS NULL) SET n.x = 1":                                          "",
		"MATCH (n:A {x: 1}) SET n.x = 2":                                                     "",
		"MATCH (n:A {x: 1}) MATCH (n)-->(m) SET m.x = 2":                                     "",
		"MATCH (n:A) WITH n LIMIT 100 SET n.x = 2":                                           "",
		"MERGE (a:A {x: 1}) WITH a MATCH (a)-->(b) SET b.x = 1":                              "",
		"MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS":                                 "",
		"MATCH (n) CALL (n) { SET n.x = 1 } RETURN count(*)":                                 "1 unbounded",
		"MATCH (n) FOREACH (x IN [1] | DELETE n)":                                            "1 destructive, 1 unbounded",
		"MERGE (n:A {x: 1}) ON MATCH SET n.y = 1":                                            "",
		"MATCH (n) RETURN n.delete, 'DELETE', {set: 1}":                                      "",
		"// ogm:next ignore=unnamed,not-idempotent\nCREATE INDEX FOR (n:A) ON (n.x)":         "",
		"// ogm:next ignore=unnamed\nCREATE INDEX FOR (n:A) ON (n.x);DROP INDEX a IF EXISTS": "2 not-idempotent, 2 destructive",
		"// ogm: ignore=destructive\nDROP INDEX a IF EXISTS;\nMATCH (n) DELETE n":            "3 unbounded",
	} {
		assert.Equal(t, want, rules(parse(t, text).Lint()), text)
	}
}

func TestAFindingIsALine(t *testing.T) {
	found := parse(t, "\n\nCREATE CONSTRAINT IF NOT EXISTS FOR (n:A) REQUIRE n.x IS UNIQUE").Lint()
	assert.Equal(t, "V1__test.cypher:3: a constraint without a name is called differently in each database (unnamed); name it: CREATE CONSTRAINT NAME IF NOT EXISTS …", found[0].String())
}

func TestLintOfAFolder(t *testing.T) {
	found := readFolder(t, "V1__a.cypher:MATCH (n) SET n.x = 1", "U1__a.cypher:DROP INDEX a", "sub/afterMigrate.cypher:DROP INDEX a IF EXISTS").Lint()
	var all []string
	for _, f := range found {
		all = append(all, f.File+" "+string(f.Rule))
	}
	assert.Equal(t, []string{"U1__a.cypher not-idempotent", "V1__a.cypher unbounded", "sub/afterMigrate.cypher destructive"}, all)
}
