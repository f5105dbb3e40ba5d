package query_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// budget is how many allocations it takes to build a usual statement: conditions, an order, a
// limit and one relationship.
const budget = 25

func usual(setting query.Setting) (query.Statement, error) {
	folders := query.Find[Folder]{}.Where(FolderName.Ge("a"), FolderName.Contains("x")).OrderBy(FolderName.Desc()).Limit(10)
	stmt, _, err := folders.Untyped().AllWith(setting, query.With(FolderSeats).Untyped())
	return stmt, err
}

// resolved leads to nodes that are known already, as package ogm has them.
type resolved struct {
	query.Around
	target query.Setting
}

func (r resolved) Target(*schema.NodeType, *schema.Edge, reflect.Type) (query.Setting, error) {
	return r.target, nil
}

func usualSetting(t testing.TB) query.Setting {
	from := setting[Folder](t, cypher.Newest)
	from.Around = &resolved{from.Around, setting[Seat](t, cypher.Newest)}
	return from
}

func TestAStatementIsBuiltWithFewAllocations(t *testing.T) {
	from := usualSetting(t)
	allocations := testing.AllocsPerRun(100, func() { _, _ = usual(from) })
	assert.LessOrEqual(t, allocations, float64(budget))
}

func BenchmarkAStatement(b *testing.B) {
	from := usualSetting(b)
	_, err := usual(from)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = usual(from)
	}
}
