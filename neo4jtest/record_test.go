package neo4jtest

import (
	"fmt"
	"runtime"
	"testing"
)

// record is a test that is watched: how it ends, and with which words.
type record struct {
	testing.TB
	how  string
	said string
}

func watch(t *testing.T, test func(testing.TB)) *record {
	t.Helper()
	r := &record{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
		r.how = "passed"
	}()
	<-done
	return r
}

func (r *record) Skip(args ...any) {
	r.how, r.said = "skipped", fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *record) Fatal(args ...any) {
	r.how, r.said = "failed", fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *record) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }
