package unitofwork_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// A key that was made for a struct is remembered by its address, from a commit that failed
// to the next. Until then the struct stays where it is, though the program may have dropped
// it: another one at its address would take over a key that may be stored.
func TestAStructThatAKeyWasMadeForKeepsItsAddress(t *testing.T) {
	t.Parallel()
	s := newShelf(t, 100)
	s.server.Inject(bolttest.At("COMMIT", 1), bolttest.CutAfter())
	node, link := s.failing(t)
	for range 3 {
		runtime.GC()
	}
	assert.NotNil(t, node.Value())
	assert.NotNil(t, link.Value())

	require.NoError(t, s.commit(s.unit))
	runtime.GC()
	assert.Nil(t, node.Value())
	assert.Nil(t, link.Value())
	runtime.KeepAlive(s.unit)
}

// failing commits two structs with made keys, which it drops.
func (s *shelf) failing(t *testing.T) (weak.Pointer[Writer], weak.Pointer[Wrote]) {
	t.Helper()
	dan := &Writer{Wrote: []*Wrote{{Volume: s.first}}}
	s.recorder(t, s.unit.Create, dan)()
	require.ErrorIs(t, s.commit(s.unit), session.ErrOutcomeUnknown)
	s.recorder(t, s.unit.Detach, dan)()
	return weak.Make(dan), weak.Make(dan.Wrote[0])
}
