package query

import (
	"hash/maphash"
	"maps"
	"sync"
	"sync/atomic"
)

// Texts keeps the texts of queries about the nodes of one type, by all that they depend on: the
// handles of properties and relationships, operators, flags and the server's dialect, and no value. A text is kept when it
// is asked for again soon, so that conditions which are made up once drive nothing out. It is safe for concurrent use.
type Texts struct {
	kept atomic.Pointer[map[string]*keptText] // which nobody changes
	lock sync.Mutex                           // of who puts another in its place
	seed maphash.Seed
	once [64]atomic.Uint64 // the hashes of keys that were met and are not kept
}

// manyTexts is how many are kept of a type. With more of them, it begins anew.
const manyTexts = 256

type keptText struct {
	stmt   Statement // with slots
	levels []Level
}

// NewTexts keeps nothing yet.
func NewTexts() *Texts {
	t := &Texts{seed: maphash.MakeSeed()}
	t.kept.Store(&map[string]*keptText{})
	return t
}

// Verb is a method of Choice that writes a statement, which depends on nothing but its arguments.
type Verb func(Choice, Setting, Branches) (Statement, []Level, error)

// Write gives what a verb, whose name no other has, writes about a choice and a fetch plan. The
// setting, but for its dialect, is the same each time. Where t is nil, nothing is kept.
func (t *Texts) Write(name string, verb Verb, choice Choice, setting Setting, branches Branches) (Statement, []Level, error) {
	if t == nil {
		return verb(choice, setting, branches)
	}
	k := shapes.Get().(*shape)
	defer k.release()
	k.query(name, setting, choice, branches)
	if k.unknown {
		return verb(choice, setting, branches)
	}
	if known := (*t.kept.Load())[string(k.key)]; known != nil {
		return known.with(k.values, verb, choice, setting, branches)
	}
	if !t.isMetAgain(k.key) {
		return verb(choice, setting, branches)
	}
	k.reset()
	k.opening = true
	opened, plan := k.query(name, setting, choice, branches)
	stmt, levels, err := verb(opened, setting, plan)
	if err != nil {
		return verb(choice, setting, branches) // which reports the mistakes in values, too
	}
	known := &keptText{stmt, levels}
	t.keep(string(k.key), known)
	return known.with(k.values, verb, choice, setting, branches)
}

// with gives the statement its values. Where one is refused, the verb reports all mistakes at once.
func (known *keptText) with(values []any, verb Verb, choice Choice, setting Setting, branches Branches) (Statement, []Level, error) {
	stmt, err := known.stmt.fill(values)
	if err != nil {
		return verb(choice, setting, branches)
	}
	return stmt, known.levels, nil
}

// isMetAgain tells whether a key was met before, and not many others since.
func (t *Texts) isMetAgain(key []byte) bool {
	hash := maphash.Bytes(t.seed, key)
	return t.once[hash%uint64(len(t.once))].Swap(hash) == hash
}

func (t *Texts) keep(key string, known *keptText) {
	t.lock.Lock()
	defer t.lock.Unlock()
	kept := map[string]*keptText{}
	if before := *t.kept.Load(); len(before) < manyTexts {
		maps.Copy(kept, before)
	}
	kept[key] = known
	t.kept.Store(&kept)
}

// shapes are used again: expressions are asked by their interface, so each would be a piece of memory.
var shapes = sync.Pool{New: func() any { return new(shape) }} //nolint:gochecknoglobals // memory that is used again has no state

func (k *shape) reset() {
	k.key, k.values, k.opening, k.unknown = k.key[:0], k.values[:0], false, false
}

// release gives a shape back, and keeps no value of the program.
func (k *shape) release() {
	clear(k.values)
	k.reset()
	shapes.Put(k)
}
