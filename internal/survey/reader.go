package survey

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// How far a sample reaches into the data. Passing over nodes of a label costs some 0.2 µs
// each, which are in the index of labels; relationships are read to be passed over.
const (
	farthestNode         = 1_000_000
	farthestRelationship = 100_000
)

// branches are the parts of a statement that asks the counts of many labels.
const branches = 40

// reader asks a database about its data.
type reader struct {
	runner  session.Runner
	dialect cypher.Dialect
	sample  int64 // 0: all
}

// part is a piece of what there is.
type part struct{ skip, limit int64 }

func (p part) params() map[string]any {
	if p.limit == 0 {
		p.limit = math.MaxInt64
	}
	return map[string]any{"skip": p.skip, "limit": p.limit}
}

// parts are the pieces that are looked at: all, or a third each of the sample from the
// beginning, the middle and the end, since what is old and what is new often differ.
func (r *reader) parts(count, farthest int64) []part {
	if r.sample == 0 || count <= r.sample {
		return []part{{}}
	}
	third := max(r.sample/3, 1)
	last := min(count, farthest) - third
	if r.sample < 3 || last < r.sample {
		return []part{{limit: r.sample}}
	}
	return []part{{limit: r.sample - 2*third}, {skip: last / 2, limit: third}, {skip: last, limit: third}}
}

// read hands the rows of an answer to a function, a new one for each attempt.
func (r *reader) read(ctx context.Context, text *cypher.Writer, params map[string]any, begin func() rows) error {
	stmt, err := text.Statement()
	if err != nil {
		return err
	}
	stmt.Params = params
	return r.runner.Read(ctx, stmt, func() session.Receiver { return begin() })
}

// count reads an answer of one number.
func (r *reader) count(ctx context.Context, text *cypher.Writer) (n int64, err error) {
	err = r.read(ctx, text, nil, func() rows {
		return func(values []any) { n = values[0].(int64) }
	})
	return n, err
}

// counts gives two numbers for each label: relationships of a type that begin there, and
// that lead there.
func (r *reader) counts(ctx context.Context, name string, labels []string) ([]int64, error) {
	var all []int64
	for some := range slices.Chunk(labels, branches/2) {
		numbers := make([]int64, 2*len(some))
		err := r.read(ctx, countsByLabel(name, some), nil, func() rows {
			return func(values []any) { numbers[values[0].(int64)] = values[1].(int64) }
		})
		if err != nil {
			return nil, err
		}
		all = append(all, numbers...)
	}
	return all, nil
}

// rows is a function that takes the rows of an answer.
type rows func(values []any)

func (r rows) Columns([]string) error         { return nil }
func (r rows) Record(values []any) error      { r(values); return nil }
func (r rows) Complete(session.Summary) error { return nil }

// labelsOf reads a list of labels, without those of migration tools, sorted.
func labelsOf(value any) []string {
	labels := []string{}
	for _, label := range value.([]any) {
		if name := label.(string); !toolOwned(name) {
			labels = append(labels, name)
		}
	}
	slices.Sort(labels)
	return labels
}

// isTools tells a node that a migration tool keeps for itself, by its labels.
func isTools(value any) bool { return len(labelsOf(value)) < len(value.([]any)) }

// counted gives what a map has for names, which it makes at the first call. Names in the
// graph have no NUL.
func counted[T any](m map[string]*T, names []string, create func() *T) *T {
	key := strings.Join(names, "\x00")
	if m[key] == nil {
		m[key] = create()
	}
	return m[key]
}
