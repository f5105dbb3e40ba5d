package neo4jtest

import (
	"fmt"
	"strings"
)

// line is a series of Neo4j releases, with the one release of it that is run.
type line struct {
	name    string // as in NEO4JTEST_VERSION
	version string
	jdks    []int // major versions it runs on, the best first
	jars    int   // how many files Maven fetches, for the progress
	size    int   // megabytes of them
	flags   []string
	conf    func(home, data string, port int) []string
}

const defaultLine = "5.26"

func lines() []line {
	return []line{
		{
			// Officially JDK 11 only; 17 works with java.lang opened to it.
			name: "4.4", version: "4.4.48", jdks: []int{11, 17}, jars: 174, size: 97,
			flags: []string{"--add-opens=java.base/java.lang=ALL-UNNAMED"}, conf: conf4,
		},
		{name: "5.26", version: "5.26.30", jdks: []int{21, 17}, jars: 212, size: 118, conf: conf5},
		{name: "2026", version: "2026.08.1", jdks: []int{25, 21}, jars: 225, size: 152, conf: conf2026},
	}
}

func (l line) artifact() artifact {
	return artifact{"Neo4j " + l.version, "org.neo4j", "neo4j", l.version, l.version, l.jars, l.size}
}

func findLine(name string) (line, error) {
	var known []string
	for _, l := range lines() {
		if l.name == name {
			return l, nil
		}
		known = append(known, l.name)
	}
	return line{}, fmt.Errorf("unknown line %q: known are %s", name, strings.Join(known, ", "))
}
