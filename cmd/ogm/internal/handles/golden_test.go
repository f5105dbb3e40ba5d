package handles_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/cmd/ogm/internal/handles"
	"github.com/go-ogm/ogm/cmd/ogm/testdata/models"
	"github.com/go-ogm/ogm/cmd/ogm/testdata/models/gen"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// TestFilesAreAsCommitted compares with the files in the tree, which the command itself wrote:
//
//	go generate ./cmd/ogm/testdata/models ./cmd/ogm/testdata/places ./cmd/ogm/testdata/inside ./examples/generated/models
func TestFilesAreAsCommitted(t *testing.T) {
	for _, test := range []struct {
		options handles.Options
		files   []string
	}{
		{
			handles.Options{Patterns: []string{"../../testdata/models", "../../testdata/places", "../../../../examples/generated/models"}},
			[]string{"testdata/models/gen/ogm_generated.go", "testdata/places/gen/ogm_generated.go", "examples/generated/models/gen/ogm_generated.go"},
		},
		{
			handles.Options{Patterns: []string{"../../testdata/inside"}, Out: "../../testdata/inside/ogm_generated.go"},
			[]string{"testdata/inside/ogm_generated.go"},
		},
	} {
		files, err := handles.Make(t.Context(), test.options)
		require.NoError(t, err)
		require.Len(t, files, len(test.files))
		for i, file := range files {
			assert.True(t, strings.HasSuffix(file.Path, test.files[i]), file.Path)
			committed, err := os.ReadFile(file.Path)
			require.NoError(t, err)
			assert.Equal(t, string(committed), string(file.Text), "go generate ./cmd/ogm/testdata/… renews it; read the difference as a reviewer would")
		}
	}
}

// TestHandlesAreWhatIsMapped holds the rules on sources against those on types: each
// property and relationship of a descriptor has its handle, and there are no others.
func TestHandlesAreWhatIsMapped(t *testing.T) {
	reg := schema.NewRegistry(schema.Options{Generators: []string{"uuid"}, Types: schema.Types{
		Native: mapping.Native(),
		Named:  map[string]*schema.Codec{"code": {Type: reflect.TypeFor[models.Code]()}},
	}})
	for of, group := range map[reflect.Type]any{
		reflect.TypeFor[models.Person](): gen.Person,
		reflect.TypeFor[models.Movie]():  gen.Movie,
		reflect.TypeFor[models.Stamps](): gen.Stamps,
	} {
		node, err := reg.Node(of)
		require.NoError(t, err)
		require.NoError(t, reg.Reach(node))
		assert.ElementsMatch(t, places(node.Properties), handlesIn(group, "Property"), "%s", of)
		edges := slices.DeleteFunc(slices.Clone(node.Edges), func(edge *schema.Edge) bool { return edge.Field == "Links" })
		assert.ElementsMatch(t, places(edges), handlesIn(group, "EdgeField"), "%s", of)
	}
	for of, group := range map[reflect.Type]any{
		reflect.TypeFor[models.Role]():      gen.Role,
		reflect.TypeFor[models.Rivalry]():   gen.Rivalry,
		reflect.TypeFor[models.Ownership](): gen.Ownership,
	} {
		relationship, err := reg.Relationship(of)
		require.NoError(t, err)
		assert.ElementsMatch(t, places(relationship.Properties), handlesIn(group, "Property"), "%s", of)
	}
}

// places are the paths of fields, as text.
func places[D any](descriptors []*D) []string {
	var all []string
	for _, d := range descriptors {
		all = append(all, fmt.Sprint(reflect.ValueOf(d).Elem().FieldByName("Index").Interface()))
	}
	return all
}

// handlesIn are the paths of the fields of which a group has handles of a kind.
func handlesIn(group any, kind string) []string { return handlesBelow(reflect.ValueOf(group), kind) }

func handlesBelow(v reflect.Value, kind string) []string {
	name, _, _ := strings.Cut(v.Type().Name(), "[")
	switch {
	case name == kind && kind == "Property":
		return []string{fmt.Sprint(v.FieldByName("field").Elem().FieldByName("index"))}
	case name == kind:
		return []string{fmt.Sprint(v.FieldByName("fetch").FieldByName("field").Elem().FieldByName("index"))}
	case v.Kind() != reflect.Struct || name == "Property" || name == "EdgeField":
		return nil
	}
	var all []string
	for i := range v.NumField() {
		all = append(all, handlesBelow(v.Field(i), kind)...)
	}
	return all
}
