package ogm_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// journal is a log that may be written by many.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) logger() ogm.Option {
	return ogm.WithLogger(slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// warnings are the lines above the level of statements.
func (j *journal) warnings() []string {
	var lines []string
	for line := range strings.Lines(j.String()) {
		if strings.Contains(line, "level=WARN") {
			lines = append(lines, line)
		}
	}
	return lines
}

// looks counts how often a server was asked for its constraints.
func (s *stage) looks() int {
	n := 0
	for _, message := range s.server.Messages() {
		if strings.HasPrefix(message, "RUN SHOW CONSTRAINTS") {
			n++
		}
	}
	return n
}

func TestKeyCheck(t *testing.T) {
	t.Parallel()
	const remedy = "CREATE CONSTRAINT Person_id_unique IF NOT EXISTS FOR (n:Person) REQUIRE (n.id) IS UNIQUE"
	refuse := bolttest.On("SHOW CONSTRAINTS", bolttest.Response{Failure: &bolttest.Failure{Code: forbidden, Message: "scripted"}})
	for _, test := range []struct {
		name        string
		check       ogm.KeyCheck
		constraints bolttest.Responder
		looks       int  // at two writes
		warned      bool // with the remedy, once
		fails       bool // both of them, with nothing stored
	}{
		{"warn, protected", ogm.KeyCheckWarn, protected, 1, false, false},
		{"warn, unprotected", ogm.KeyCheckWarn, unprotected, 1, true, false},
		{"warn, the user may not look", ogm.KeyCheckWarn, refuse, 1, false, false},
		{"error, protected", ogm.KeyCheckError, protected, 1, false, false},
		{"error, unprotected", ogm.KeyCheckError, unprotected, 2, false, true},
		{"error, the user may not look", ogm.KeyCheckError, refuse, 2, false, true},
		{"off", ogm.KeyCheckOff, unprotected, 0, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			j := &journal{}
			s := openOn(t, bolttest.Start(t, components, test.constraints, saves), j.logger(), ogm.WithKeyCheck(test.check))
			for range 2 {
				ann := &Person{Name: "Ann"}
				err := s.people.Save(s.ctx, ann)
				assert.Equal(t, test.fails, err != nil, "%v", err)
				assert.Equal(t, test.fails, ann.ID == "", "the struct is written after success only")
				if test.name == "error, unprotected" {
					assert.ErrorContains(t, err, remedy)
				}
			}
			assert.Equal(t, test.looks, s.looks())
			assert.Equal(t, test.fails, s.server.Counts().Messages["BEGIN"] == 0)

			told := 0
			for _, line := range j.warnings() {
				if strings.Contains(line, remedy) {
					told++
				}
			}
			assert.Equal(t, map[bool]int{true: 1}[test.warned], told, j)
		})
	}
}

// One look for each type, and each DB looks for itself.
func TestKeyCheckOfTypesAndDatabases(t *testing.T) {
	t.Parallel()
	type Movie struct {
		ogm.Node
		ID string `neo4j:"id,key"`
	}
	server := bolttest.Start(t, components, protected, saves, bolttest.On("MERGE", bolttest.Rows([]string{"r0"}, []any{1})))
	for _, looks := range []int{2, 4} {
		s := openOn(t, server)
		movies, err := ogm.NewRepository[Movie](s.db)
		require.NoError(t, err)
		for range 2 {
			require.NoError(t, s.people.Save(s.ctx, &Person{Name: "Ann"}))
			require.NoError(t, movies.Save(s.ctx, &Movie{ID: "m"}))
		}
		assert.Equal(t, looks, s.looks())
	}
}

// Racing first writes look once and warn once.
func TestKeyCheckOfRacingWrites(t *testing.T) {
	t.Parallel()
	j := &journal{}
	s := openOn(t, bolttest.Start(t, components, unprotected, saves), j.logger())
	atOnce(make([]struct{}, 16), func(struct{}) {
		assert.NoError(t, s.people.Save(s.ctx, &Person{Name: "Ann"}))
	})
	assert.Equal(t, 1, s.looks())
	assert.Len(t, j.warnings(), 1)
	assert.Len(t, s.commits(), 16)
}

// Who waits for somebody else's look waits no longer than its own context.
func TestKeyCheckBySomeoneElse(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	stall := bolttest.NewStall()
	s.server.Inject(bolttest.At("RUN", 1), stall.Action())
	saved := make(chan error, 1)
	go func() { saved <- s.people.Save(s.ctx, &Person{Name: "Ann"}) }()
	<-stall.Reached()
	require.ErrorIs(t, s.people.Save(cancelAt(t, stall), &Person{Name: "Bob"}), context.Canceled)
	stall.Release()
	require.NoError(t, <-saved)
	assert.Len(t, s.commits(), 1)
}
