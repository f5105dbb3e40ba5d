package modeltest_test

import (
	"flag"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/ogmtest"
)

var modelSequences = flag.Int("model.sequences", 0, "how many random sequences of 30 steps the model test runs; 0 for as many as fit the server and the race detector")

// Whatever a program does through units, the database holds what the rules say: see
// forecast for these. Every commit is compared with them, and the structs that it leaves.
func TestUnitsDoWhatTheModelSays(t *testing.T) {
	sent := newTexts()
	w, begin, stat := newModels(t, sent)
	names, steps := modelSteps()
	sequences := *modelSequences
	if sequences == 0 {
		sequences = w.often(30, 15)
	}
	ogmtest.Check(t, sequences, func(t *rapid.T) {
		m := begin(t)
		for range 30 {
			name, _ := pick(t, names, "step")
			t.Log(name)
			steps[name](m, t)
		}
		m.commit(t)
	})
	count, most := sent.commits()
	t.Logf("%d sequences: %+v; %d texts of commits, of up to %d groups", sequences, *stat, count, most)
}

// newModels gives the function that begins a sequence.
func newModels(t *testing.T, sent *texts) (w *world, begin func(*rapid.T) *model, stat *statistics) {
	start := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	var m *model
	made := 0
	w = setup(t,
		ogm.WithLogger(slog.New(sent)),
		ogm.WithClock(func() time.Time { return m.now }),
		ogm.WithGenerator("counted", func() (any, error) { made++; return fmt.Sprint("made", made), nil }),
	)
	all := &repos{repository[Knight](w), repository[Castle](w), repository[Guild](w), repository[Vault](w)}
	stat = &statistics{}
	return w, func(t *rapid.T) *model {
		m = &model{world: w, repos: all, want: newGraph(), known: map[int64]bool{}, now: start, stat: stat}
		made = 0
		m.seed(t)
		m.begin()
		return m
	}, stat
}
