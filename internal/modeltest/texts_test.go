package modeltest_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/internal/ogmtest"
)

// A server plans every text once, so the commits of a program must not have many: of random
// types and operations in random sizes, here some hundred commits, or a thousand where the model
// is asked for more sequences, as CI does once.
func TestAMixedLoadHasFewTexts(t *testing.T) {
	sent := newTexts()
	w, begin, stat := newModels(t, sent)
	names, steps := modelSteps()
	loads := w.often(8, 4)
	if *modelSequences > 0 {
		loads = 40
	}
	ogmtest.Check(t, loads, func(t *rapid.T) {
		m := begin(t)
		for range 25 {
			for range 1 + choose(t, 4, "kinds") {
				name, _ := pick(t, names, "step")
				for range 1 + choose(t, 6, "size") {
					steps[name](m, t)
				}
			}
			m.commit(t)
		}
	})
	count, most := sent.commits()
	t.Logf("%+v; %d texts of commits, of up to %d groups", *stat, count, most)
	assert.LessOrEqual(t, count, 40)
}

func newTexts() *texts { return &texts{Handler: slog.DiscardHandler, sent: map[string]int{}} }

// texts is a logger that counts the statements that were sent, by their texts.
type texts struct {
	slog.Handler
	mu   sync.Mutex
	sent map[string]int
}

func (c *texts) Enabled(context.Context, slog.Level) bool { return true }

func (c *texts) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(attr slog.Attr) bool {
		if attr.Key == "statement" {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.sent[attr.Value.String()]++
		}
		return attr.Key != "statement"
	})
	return nil
}

// commits gives how many texts commits had, and how many groups these have at the most.
func (c *texts) commits() (count, most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for text := range c.sent {
		if strings.Contains(text, "$b.g0") {
			count++
			most = max(most, strings.Count(text, "UNWIND $b."))
		}
	}
	return count, most
}
