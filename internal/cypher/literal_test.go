package cypher_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
)

func TestLiteral(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{true, "true"},
		{-7, "-7"},
		{int64(384), "384"},
		{1000000.0, "1000000.0"},
		{-0.25, "-0.25"},
		{1e21, "1000000000000000000000.0"},
		{"cosine", "'cosine'"},
		{`it's \u0060`, `'it\'s \\u0060'`},
		{[]any{1.5, int64(2), "x"}, "[1.5, 2, 'x']"},
		{[]float64{-180, 90}, "[-180.0, 90.0]"},
		{[]string{}, "[]"},
	} {
		w := cypher.NewWriter(cypher.Newest)
		w.Literal(test.value)
		stmt, err := w.Statement()
		require.NoError(t, err)
		assert.Equal(t, test.want, stmt.Text)
		assert.Empty(t, stmt.Params)
	}
	for _, value := range []any{nil, math.NaN(), math.Inf(1), "a\x00b", "\xff", map[string]any{}, []any{nil}, struct{}{}} {
		w := cypher.NewWriter(cypher.Newest)
		w.Literal(value)
		_, err := w.Statement()
		assert.Error(t, err, "%v", value)
	}
}
