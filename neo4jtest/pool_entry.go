package neo4jtest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// entryFile lies in the home of a server and says what others need to know of it, as lines of key=value. The process that
// starts the server writes it first, the server adds its pid and its control port, and is the last to remove it.
const entryFile = "server"

// startAllowance is how long a home may be without a control port: the time a JVM takes until its first line.
const startAllowance = 2 * time.Minute

type entry struct {
	id      string // also the word that the control port wants to hear
	home    string
	line    string
	own     bool   // not for others to lease
	data    string // the folder that keeps its data; "" for one in its home
	port    int
	pid     int
	control int

	written time.Time
}

func (e entry) uri() string { return fmt.Sprintf("bolt://127.0.0.1:%d", e.port) }

func (e entry) write() error {
	text := fmt.Sprintf("line=%s\nown=%t\nport=%d\ndata=%s\n", e.line, e.own, e.port, url.PathEscape(e.data))
	next := filepath.Join(e.home, entryFile+".next")
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(e.home, entryFile))
}

// entries reads the homes. One without an entry is about to be filled, or what a killed process left.
func (p *pool) entries() ([]entry, error) {
	homes, err := os.ReadDir(p.folder)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, home := range homes {
		if e, ok := readEntry(filepath.Join(p.folder, home.Name())); ok {
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// readEntry returns false for a home that goes away meanwhile: servers remove theirs without the lock.
func readEntry(home string) (entry, bool) {
	e := entry{id: filepath.Base(home), home: home}
	about, err := os.Stat(home)
	if err != nil {
		return e, false
	}
	e.written = about.ModTime()
	text, err := os.ReadFile(filepath.Join(home, entryFile))
	if err != nil {
		return e, true // without a control port: stale in time
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		number, _ := strconv.Atoi(value)
		switch key {
		case "line":
			e.line = value
		case "own":
			e.own = value == "true"
		case "data":
			e.data, _ = url.PathUnescape(value) // it was escaped by write
		case "port":
			e.port = number
		case "pid":
			e.pid = number
		case "control":
			e.control = number
		}
	}
	return e, true
}
