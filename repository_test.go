package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSaveAndGet(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	ann := &Person{Name: "Ann", Tags: []string{"a", "b"}}
	require.NoError(t, people.Save(w.ctx, ann))
	assert.Len(t, ann.ID, 36)
	assert.EqualValues(t, 1, ann.Version)
	got, err := people.Get(w.ctx, ann.ID)
	require.NoError(t, err)
	assert.Equal(t, ann, got)
}
