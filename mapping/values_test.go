package mapping_test

import (
	"math"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

// rowOf encodes by a RowEncoder that has found the places of the fields.
func rowOf[T any](t *testing.T, object *T) ([]any, error) {
	plan := planOf(t, reflect.TypeFor[T]())
	row := make([]any, len(plan.Node.Properties))
	return row, plan.NewRowEncoder(plan.Node.Properties, 1000).Encode(reflect.ValueOf(object).Elem(), row)
}

// The short way of rows gives what the function of each type gives, and its errors.
func TestRowsHoldWhatEncodeGives(t *testing.T) {
	type model struct {
		schema.Node

		S  string
		I  int
		L  int64
		F  float64
		B  bool
		T  time.Time
		SS []string
		O  string `neo4j:"o,omitempty"`
		P  *int
		U  uint64
	}
	for _, m := range []model{
		{},
		{S: "x", I: -1, L: 1 << 60, F: 0.5, B: true, T: utc, SS: []string{"a"}, O: "o", P: ptr(1), U: 7},
		{SS: []string{}, T: utc.In(location(t, "Europe/Berlin"))},
		{S: "\xff"},
		{SS: []string{"\xff"}, U: math.MaxUint64},
		{T: utc.In(time.FixedZone("", 19*3600))},
	} {
		plan := planOf(t, reflect.TypeFor[model]())
		var want []any
		var wrong error
		for _, property := range plan.Node.Properties {
			value, err := plan.Encode(reflect.ValueOf(&m).Elem(), property)
			if err != nil {
				wrong = err
				break
			}
			want = append(want, value)
		}
		row, err := rowOf(t, &m)
		if wrong != nil {
			require.EqualError(t, err, wrong.Error())
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, row)
	}
}

// What is not mapped is not touched: here, a lock that another goroutine takes meanwhile,
// which the race detector would tell.
func TestRowsLeaveAloneWhatIsNotMapped(t *testing.T) {
	type model struct {
		schema.Node

		ID string
		mu sync.Mutex
		n  int
	}
	m := &model{ID: "a"}
	var group sync.WaitGroup
	group.Go(func() {
		for range 1000 {
			m.mu.Lock()
			m.n++
			m.mu.Unlock()
		}
	})
	for range 100 {
		row, err := rowOf(t, m)
		require.NoError(t, err)
		assert.Equal(t, []any{"a"}, row)
	}
	group.Wait()
}

// The short way of comparing gives what IsSame gives, for each of two states as the one that was and as the one that is.
func TestAComparerSaysWhatIsSameSays(t *testing.T) {
	type inner struct{ City string }
	type model struct {
		schema.Node

		S string
		I int
		L int64
		F float64
		B bool
		T time.Time
		O string `neo4j:"o,omitempty"`
		P *int
		U uint64
		A *inner `neo4j:",inline"`
		R string `neo4j:"r,readonly"`
	}
	states := []model{
		{},
		{S: "x"},
		{I: -1},
		{L: 1 << 60},
		{F: 0.5},
		{F: math.NaN()},
		{B: true},
		{T: utc},
		{T: utc.In(location(t, "Europe/Berlin"))},
		{O: "o"},
		{P: ptr(0)},
		{P: ptr(1)},
		{U: 7},
		{A: &inner{}},
		{A: &inner{"Rome"}},
		{R: "r"},
	}
	plan := planOf(t, reflect.TypeFor[model]())
	comparer := plan.NewComparer()
	same := 0
	for i := range states {
		before, err := plan.Snapshot(reflect.ValueOf(&states[i]).Elem())
		require.NoError(t, err)
		for k := range states {
			now := reflect.ValueOf(&states[k]).Elem()
			want := plan.IsSame(now, before)
			require.Equal(t, want, comparer.IsSame(now, before), "%+v, that was %+v", states[k], states[i])
			same += map[bool]int{true: 1}[want]
		}
	}
	assert.Greater(t, same, len(states), "omitted and read-only values are no changes")
	assert.Less(t, same, len(states)*len(states)/2)
}
