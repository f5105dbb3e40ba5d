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

// A step whose text is kept is the one that is written, wherever it stands and for whatever server.
func TestAStepThatIsKeptIsTheOneThatIsWritten(t *testing.T) {
	written, kept := usualSetting(t), usualSetting(t)
	kept.Around.(*resolved).target.Steps = &query.Steps{}
	plans := []query.Branches{
		query.With(FolderSeats).Untyped(),
		query.With(FolderSeats.Limit(1)).Untyped(),
		query.With(FolderSeats.Limit(1)).And(query.With(FolderSeats)).Untyped(),
		query.With(FolderSeats).Untyped(),
	}
	for _, dialect := range []cypher.Dialect{cypher.Newest, cypher.Four, cypher.Newest} {
		for _, plan := range plans {
			written.Dialect, kept.Dialect = dialect, dialect
			for range 2 {
				want, _, err := query.Find[Folder]{}.Untyped().AllWith(written, plan)
				require.NoError(t, err)
				got, _, err := query.Find[Folder]{}.Untyped().AllWith(kept, plan)
				require.NoError(t, err)
				assert.Equal(t, want, got)
			}
		}
	}
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
