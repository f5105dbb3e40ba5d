package neo4jtest

import (
	"bufio"
	"os"
	"strings"
)

// tail keeps the last lines of what was added.
type tail struct {
	max   int
	lines []string
}

func newTail(max int) *tail { return &tail{max: max} }

func (t *tail) add(line string) {
	t.lines = append(t.lines, line)
	if len(t.lines) > 2*t.max {
		t.lines = append([]string(nil), t.last()...)
	}
}

func (t *tail) last() []string { return t.lines[max(0, len(t.lines)-t.max):] }

func (t *tail) String() string { return strings.Join(t.last(), "\n") }

// tailOf reads the end of a file; a file that is not there has no lines.
func tailOf(name string, max int) []string {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	t := newTail(max)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		t.add(lines.Text())
	}
	return t.last()
}
