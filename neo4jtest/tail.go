package neo4jtest

import (
	"bufio"
	"io"
	"os"
	"strings"
)

// shownLines is how much of a log a failure shows.
const shownLines = 100

// tail keeps the last lines of what was added.
type tail struct {
	most  int
	lines []string
}

func newTail(most int) *tail { return &tail{most: most} }

func (t *tail) add(line string) {
	t.lines = append(t.lines, line)
	if len(t.lines) > 2*t.most {
		t.lines = append([]string(nil), t.last()...)
	}
}

func (t *tail) last() []string { return t.lines[max(0, len(t.lines)-t.most):] }

func (t *tail) String() string { return strings.Join(t.last(), "\n") }

// tailOf reads the last lines. What cannot be read has none: it is for the text of another error.
func tailOf(from io.Reader, most int) []string {
	t := newTail(most)
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		t.add(lines.Text())
	}
	return t.last()
}

// tailOfFile is tailOf for a file that may not be there.
func tailOfFile(name string, most int) []string {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	return tailOf(file, most)
}
