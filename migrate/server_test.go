package migrate_test

import (
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/neo4jtest"
)

// TestTheServerClassifiesAlike asks a server what it takes the statements for, without running any of them. What
// its edition or version does not know it refuses, and is left out.
func TestTheServerClassifiesAlike(t *testing.T) {
	srv := neo4jtest.Start(t)
	driver, err := neo4j.NewDriverWithContext(srv.URI(), srv.Auth())
	require.NoError(t, err)
	t.Cleanup(func() { _ = driver.Close(t.Context()) })
	asked := 0
	for class, all := range classes {
		for _, text := range all {
			if class != migrate.ClassRead && strings.HasPrefix(text, "CALL ") {
				continue // what a procedure does EXPLAIN does not say on all lines
			}
			result, err := neo4j.ExecuteQuery(t.Context(), driver, "EXPLAIN "+strings.TrimPrefix(strings.TrimPrefix(text, "EXPLAIN "), "PROFILE "), nil, neo4j.EagerResultTransformer)
			if err != nil {
				continue
			}
			asked++
			want := map[migrate.Class]neo4j.StatementType{
				migrate.ClassRead: neo4j.StatementTypeReadOnly, migrate.ClassWrite: neo4j.StatementTypeWriteOnly, migrate.ClassAutoCommit: neo4j.StatementTypeWriteOnly,
				migrate.ClassSchema: neo4j.StatementTypeSchemaWrite, migrate.ClassSystem: neo4j.StatementTypeSchemaWrite,
			}[class]
			got := result.Summary.StatementType()
			if got == neo4j.StatementTypeReadWrite {
				got = neo4j.StatementTypeWriteOnly
			}
			assert.Equal(t, want.String(), got.String(), text)
		}
	}
	assert.Greater(t, asked, 40)
}
