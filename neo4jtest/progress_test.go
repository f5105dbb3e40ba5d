package neo4jtest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"
)

func TestProgress(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	l := line{version: "5.26.30", jars: 4, size: 118}
	fetch := func(r *reporter) {
		d := r.download(l.artifact(), "/cache")
		d.file("neo4j.pom", false)
		d.file("kernel.jar", true)
		d.file("bolt.jar", true)
		d.done(nil)
	}
	t.Run("lines where there is no terminal", func(t *testing.T) {
		var out bytes.Buffer
		r := newReporter(&out)
		r.every = 0
		fetch(r)
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		assert.Len(t, lines, 5)
		assert.Equal(t, "neo4jtest: fetching Neo4j 5.26.30 with Maven: about 4 files, 118 MB, once, into /cache", lines[0])
		assert.Regexp(t, `1 description, 0 of 4 files, 0s so far, now neo4j.pom$`, lines[1])
		assert.Regexp(t, `1 description, 2 of 4 files, 0s so far, now bolt.jar$`, lines[3])
		assert.Regexp(t, `^neo4jtest: fetched Neo4j 5.26.30 in \d`, lines[4])
		assert.NotContains(t, out.String(), "\r")
	})
	t.Run("not more than one line in a while", func(t *testing.T) {
		var out bytes.Buffer
		fetch(newReporter(&out))
		assert.Equal(t, 2, strings.Count(out.String(), "\n"))
	})
	t.Run("a bar on a terminal", func(t *testing.T) {
		var out bytes.Buffer
		r := newReporter(&out)
		r.terminal, r.every = true, 0
		fetch(r)
		assert.Contains(t, out.String(), "\r")
		assert.Contains(t, out.String(), "kernel.jar")
		assert.Contains(t, out.String(), "25%")
	})
	t.Run("an end without success", func(t *testing.T) {
		var out bytes.Buffer
		newReporter(&out).download(l.artifact(), "/cache").done(errors.New("no network"))
		assert.Contains(t, out.String(), "without success")
	})
}
