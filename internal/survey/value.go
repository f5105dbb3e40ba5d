package survey

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-ogm/ogm/mapping"
)

// What Property.Types may say beside the words of Cypher: see mapping.TypeOf.
const (
	Unreadable = mapping.Unreadable
	EmptyList  = mapping.EmptyList
)

// isZero tells the values that a Go variable has by itself.
func isZero(value any) bool { return value == "" || value == int64(0) || value == false }

// tally counts the properties of nodes or relationships.
type tally struct {
	met    int
	known  map[string]bool // what was counted, by id
	byName map[string]*account
}

// isNew tells what was not counted yet: an answer that was lost half-way is asked for again.
func (t *tally) isNew(id string) bool {
	if t.known == nil {
		t.known = map[string]bool{}
	}
	again := t.known[id]
	t.known[id] = true
	return !again
}

// account is what is known of one property.
type account struct {
	Property
	types  map[string]bool
	values map[uint64]bool
	seed   maphash.Seed
}

func (t *tally) add(properties map[string]any) {
	t.met++
	for name, value := range properties {
		if t.byName == nil {
			t.byName = map[string]*account{}
		}
		if t.byName[name] == nil {
			t.byName[name] = &account{Property: Property{Name: name}, types: map[string]bool{}, values: map[uint64]bool{}, seed: maphash.MakeSeed()}
		}
		t.byName[name].add(value)
	}
}

func (a *account) add(value any) {
	a.Met++
	a.types[mapping.TypeOf(value)] = true
	a.Zero = a.Zero || isZero(value)
	switch value.(type) {
	case bool, int64, string, time.Time:
	default: // no key could have it
		a.Repeats = true
	}
	if a.Repeats {
		return
	}
	hash := maphash.String(a.seed, fmt.Sprintf("%T %v", value, value))
	a.Repeats = a.values[hash]
	a.values[hash] = true
}

// properties gives what was counted, by names.
func (t *tally) properties() []Property {
	list := make([]Property, 0, len(t.byName))
	for _, name := range slices.Sorted(maps.Keys(t.byName)) {
		found := t.byName[name].Property
		found.Types = slices.Sorted(maps.Keys(t.byName[name].types))
		list = append(list, found)
	}
	return list
}

// links counts the relationships of a type.
type links struct {
	all  tally
	sets map[string]*found
}

// found is a pattern, with what it is counted by.
type found struct {
	Pattern
	tally
	starts, ends, pairs map[string]bool
}

func newLinks() *links { return &links{sets: map[string]*found{}} }

// The columns of linksOfType.
const (
	startLabels = iota
	endLabels
	linkProperties
	startID
	endID
	linkID
	outDegree
	inDegree
)

func (l *links) add(values []any) {
	if !l.all.isNew(values[linkID].(string)) {
		return
	}
	l.all.met++
	if isTools(values[startLabels]) || isTools(values[endLabels]) {
		return
	}
	start, end := labelsOf(values[startLabels]), labelsOf(values[endLabels])
	f := counted(l.sets, slices.Concat(start, []string{""}, end), func() *found {
		return &found{Pattern: Pattern{Start: start, End: end}, starts: map[string]bool{}, ends: map[string]bool{}, pairs: map[string]bool{}}
	})
	f.tally.add(values[linkProperties].(map[string]any))
	from, to := values[startID].(string), values[endID].(string)
	pair := from + " " + to
	f.Parallel = f.Parallel || f.pairs[pair]
	f.starts[from], f.ends[to], f.pairs[pair] = true, true, true
	f.MaxOut, f.MaxIn = max(f.MaxOut, values[outDegree].(int64)), max(f.MaxIn, values[inDegree].(int64))
}

// has tells whether a relationship was met that begins, and leads, at nodes of two labels;
// "" for any.
func (l *links) has(start, end string) bool {
	for _, f := range l.sets {
		if (start == "" || slices.Contains(f.Start, start)) && (end == "" || slices.Contains(f.End, end)) {
			return true
		}
	}
	return false
}

func (l *links) patterns() []Pattern {
	list := make([]Pattern, 0, len(l.sets))
	for _, f := range l.sets {
		f.Met, f.Starts, f.Ends, f.Pattern.Properties = f.tally.met, len(f.starts), len(f.ends), f.tally.properties()
		list = append(list, f.Pattern)
	}
	slices.SortFunc(list, comparePatterns)
	return list
}

// ElementType gives the type of the elements of a list, "" for what is no list.
func ElementType(name string) string {
	inner, isList := strings.CutPrefix(name, "LIST<")
	if !isList {
		return ""
	}
	return strings.TrimSuffix(inner, ">")
}
