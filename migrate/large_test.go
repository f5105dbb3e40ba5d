package migrate_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// largeTexts are of different kinds: 50 MB, or 5 MB under the race detector, where a statement or many are meant, 5 MB
// where only a splitter that looks at a character more than once would be slow.
func largeTexts() map[string]struct {
	text       string
	statements int
} {
	const small = 5 << 20
	line := "CREATE (:Person {name: 'Ann; Bob', born: 1960, text: \"a\\\"b\"});\n"
	many := strings.Repeat(line, large/len(line))
	one := "UNWIND [" + strings.Repeat("{a: 'x;y', b: [1, 2.5, `c;d`]}, ", large/33) + "0] AS row CREATE (:A)"
	return map[string]struct {
		text       string
		statements int
	}{
		"many statements":      {many, large / len(line)},
		"one statement":        {one, 1},
		"one string":           {"RETURN '" + strings.Repeat(`a\';`, small/4) + "'", 1},
		"one comment":          {"/*" + strings.Repeat("; ' \n", small/5) + "*/ RETURN 1", 1},
		"empty statements":     {strings.Repeat(";\n", small/2) + "RETURN 1", 1},
		"lines of comments":    {strings.Repeat("// it's ;\n", small/10) + "RETURN 1", 1},
		"open brackets":        {"RETURN " + strings.Repeat("(", small), 1},
		"backslashes":          {"RETURN '" + strings.Repeat(`\\`, small/2) + "'", 1},
		"labels that look bad": {"MATCH (n\n" + strings.Repeat(":use\n", small/5) + ") RETURN n", 1},
	}
}

func TestFiftyMegabytes(t *testing.T) {
	for name, test := range largeTexts() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			script, err := migrate.Parse(file, test.text, nil)
			require.NoError(t, err)
			runtime.ReadMemStats(&after)
			assert.Len(t, script.Statements, test.statements)
			// All that was ever allocated, not only what is left: no copy of the text but one.
			allocated := after.TotalAlloc - before.TotalAlloc
			t.Logf("%s: %d MB allocated", name, allocated>>20)
			assert.Less(t, allocated, uint64(8*large))
			runtime.KeepAlive(test.text)
		})
	}
}

func TestAMistakeAtTheEndOfFiftyMegabytes(t *testing.T) {
	text := strings.Repeat("RETURN 'a;b';\n", large/14)
	_, err := migrate.Parse(file, text+"RETURN 'open", nil)
	assert.ErrorContains(t, err, fmt.Sprintf("%s:%d:8: a string begins here", file, large/14+1))
}

func BenchmarkParse(b *testing.B) {
	for name, test := range largeTexts() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.SetBytes(int64(len(test.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := migrate.Parse(file, test.text, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
