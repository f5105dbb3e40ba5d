package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/schema"
)

func TestEnsureCreatesUniquenessConstraintsOnce(t *testing.T) {
	type Badge struct {
		ogm.Node `neo4j:"Badge"`
		Code     string `neo4j:"code,key"`
		First    string `neo4j:"first,unique=full_name"`
		Last     string `neo4j:"last,unique=full_name"`
	}
	w := setup(t, ogm.WithTypes(Badge{}, &Seat{}))
	for range 2 {
		require.NoError(t, w.db.Schema().Ensure(w.ctx))
		assert.Equal(t, [][]any{
			{"Badge_code_unique", []any{"code"}},
			{"Seat_hall_number_unique", []any{"hall", "number"}},
			{"full_name", []any{"first", "last"}},
		}, w.rows("SHOW CONSTRAINTS YIELD name, properties RETURN name, properties ORDER BY name", nil))
	}
}

func TestEnsureNoticesANameThatIsTaken(t *testing.T) {
	w := setup(t, ogm.WithTypes(Seat{}))
	w.rows("CREATE CONSTRAINT Seat_hall_number_unique FOR (n:Other) REQUIRE n.x IS UNIQUE", nil)
	require.ErrorContains(t, w.db.Schema().Ensure(w.ctx), "XX")
}

func TestWithTypesReportsTags(t *testing.T) {
	driver := neo4jtest.Start(t).Driver(t)
	for _, value := range []any{7, nil} {
		_, err := ogm.New(driver, ogm.WithTypes(value))
		var tagError *schema.TagError
		require.ErrorAs(t, err, &tagError)
	}
}
