package mapping_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func registry() *schema.Registry {
	return schema.NewRegistry(schema.Options{Generators: []string{"uuid"}, Types: schema.Types{Native: mapping.Native()}})
}

// planOf compiles a node type as package ogm does.
func planOf(t testing.TB, typ reflect.Type) *mapping.NodePlan {
	t.Helper()
	reg := registry()
	node, err := reg.Node(typ)
	require.NoError(t, err)
	return mapping.New(reg).Node(node)
}
