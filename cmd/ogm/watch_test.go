package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// TestProgressInLines is what a pipeline's log has of it.
func TestProgressInLines(t *testing.T) {
	version, err := migrate.ParseVersion("3")
	require.NoError(t, err)
	p := func(change func(*migrate.Progress)) migrate.Progress {
		p := migrate.Progress{Version: version, Description: "towns", Statements: 40}
		change(&p)
		return p
	}
	var out bytes.Buffer
	now := time.Unix(0, 0)
	w := newWatch(&console{now: func() time.Time { return now }, errOut: &out})
	for _, step := range []struct {
		after time.Duration
		p     migrate.Progress
		want  string
	}{
		{0, migrate.Progress{Waiting: &migrate.LockedError{Owner: "ann@host, process 7"}}, "ogm: waiting for ann@host, process 7\n"},
		{time.Second, migrate.Progress{Waiting: &migrate.LockedError{Owner: "ann@host, process 7"}}, ""},
		{spokenEvery, migrate.Progress{Waiting: &migrate.LockedError{Owner: "ann@host, process 7"}}, "ogm: waiting for ann@host, process 7\n"},
		{0, p(func(*migrate.Progress) {}), ""},
		{spokenEvery, p(func(p *migrate.Progress) { p.Done = 12 }), "ogm: 3 towns: 12 of 40 statements\n"},
		{spokenEvery, p(func(p *migrate.Progress) { p.Done, p.Changed, p.ToChange = 12, 3000, 4000 }), "ogm: 3 towns: statement 13 of 40: 3000 of 4000 changed\n"},
		{spokenEvery, p(func(p *migrate.Progress) { p.Statements, p.Changed, p.ToChange = 1, 3000, 4000 }), "ogm: 3 towns: 3000 of 4000 changed\n"},
		{spokenEvery, p(func(p *migrate.Progress) { p.Index, p.Percent = "town_name", 34.5 }), "ogm: 3 towns: index town_name is filled to 34 %\n"},
		{0, p(func(p *migrate.Progress) { p.Done, p.Ended = 40, true }), "ogm: 3 towns is applied\n"},
		{0, p(func(p *migrate.Progress) { p.Ended, p.Undone = true, true }), "ogm: 3 towns is taken back\n"},
	} {
		now = now.Add(step.after)
		out.Reset()
		w.tell(step.p)
		assert.Equal(t, step.want, out.String())
	}
	w.end()
}
