package query

import (
	"hash/maphash"
	"maps"
	"sync"
	"sync/atomic"
)

// Texts keeps the texts of queries about the nodes of one type, by all that they depend on: the
// handles of properties and relationships, operators, flags and the server's dialect, and no
// value. A text is kept when it is asked for again soon, so that conditions which are made up once
// drive nothing out, and when it is not of unusual length. It is safe for concurrent use.
type Texts struct {
	seed  maphash.Seed
	parts [16]texts
}

// Verb is a method of Choice that writes a statement, or another function of that form. What it
// writes depends on nothing but its arguments.
type Verb func(Choice, Setting, Branches) (Statement, []Level, error)

// NewTexts keeps nothing yet.
func NewTexts() *Texts { return &Texts{seed: maphash.MakeSeed()} }

// Write gives what a verb, whose name no other has, writes about a choice and a fetch plan. The
// setting, but for its dialect, is the same each time. The levels are given to others, too. Where t
// is nil, nothing is kept.
func (t *Texts) Write(name string, verb Verb, choice Choice, setting Setting, branches Branches) (Statement, []Level, error) {
	if t == nil {
		return verb(choice, setting, branches)
	}
	k := shapes.Get().(*shape)
	defer k.release()
	k.query(name, setting, choice, branches)
	if k.unknown || len(k.key) > longKey {
		return verb(choice, setting, branches)
	}
	hash := maphash.Bytes(t.seed, k.key)
	part := &t.parts[hash%uint64(len(t.parts))]
	known := part.find(k.key)
	if known == nil && part.isMetAgain(hash) {
		k.reset()
		k.opening = true
		opened, plan := k.query(name, setting, choice, branches)
		if stmt, levels, err := verb(opened, setting, plan); err == nil {
			known = &keptText{stmt, levels}
			part.keep(string(k.key), known)
		}
	}
	if known != nil {
		if stmt, err := known.stmt.fill(k.values); err == nil {
			return stmt, known.levels, nil
		}
	}
	return verb(choice, setting, branches) // which reports all mistakes, those in values among them
}

// texts are a part of those that are kept. That they are parts makes it cheap to keep one more.
type texts struct {
	kept atomic.Pointer[map[string]*keptText] // which nobody changes
	lock sync.Mutex                           // of who puts another in its place
	met  [16][2]atomic.Uint64                 // hashes of keys that were met last, two for those that share a place
}

type keptText struct {
	stmt   Statement // with slots
	levels []Level
}

const (
	manyTexts = 32   // of a part, which begins anew with more
	longKey   = 1024 // bytes, of some hundred conditions; writing such a text costs little beside its answer
)

// find gives the text of a key; nil for none.
func (t *texts) find(key []byte) *keptText {
	if kept := t.kept.Load(); kept != nil {
		return (*kept)[string(key)]
	}
	return nil
}

// isMetAgain tells whether a key was met before, and few others since. There are two in a place, so
// that both of two that come by turns are met again.
func (t *texts) isMetAgain(hash uint64) bool {
	place := &t.met[hash>>60]
	last := place[0].Load()
	if last == hash || place[1].Load() == hash {
		return true
	}
	place[1].Store(last)
	place[0].Store(hash) // what another has noted meanwhile is noted the next time
	return false
}

func (t *texts) keep(key string, known *keptText) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.find([]byte(key)) != nil {
		return // another was faster
	}
	all := map[string]*keptText{}
	if kept := t.kept.Load(); kept != nil && len(*kept) < manyTexts {
		maps.Copy(all, *kept)
	}
	all[key] = known
	t.kept.Store(&all)
}
