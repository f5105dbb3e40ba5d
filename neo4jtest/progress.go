package neo4jtest

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// lineEvery is how often a long download says something where there is no terminal.
const lineEvery = 3 * time.Second

// reporter tells a person what takes time.
type reporter struct {
	w        io.Writer
	terminal bool
	every    time.Duration
}

func newReporter(w io.Writer) *reporter {
	file, ok := w.(*os.File)
	return &reporter{w: w, terminal: ok && term.IsTerminal(int(file.Fd())), every: lineEvery}
}

func (r *reporter) line(format string, args ...any) {
	_, _ = fmt.Fprintf(r.w, "neo4jtest: "+format+"\n", args...)
}

// download is the progress of one fetch.
type download struct {
	*reporter
	what    string
	total   int
	jars    int
	others  int
	started time.Time
	spoken  time.Time
	bar     *progressbar.ProgressBar // nil where there is no terminal
}

func (r *reporter) download(a artifact, into string) *download {
	d := &download{
		reporter: r,
		what:     a.title,
		total:    a.jars,
		started:  time.Now(),
		spoken:   time.Now(),
	}
	r.line("fetching %s with Maven: about %d files, %d MB, once, into %s", d.what, a.jars, a.size, into)
	if r.terminal {
		d.bar = progressbar.NewOptions(d.total,
			progressbar.OptionSetWriter(r.w),
			progressbar.OptionSetDescription(d.what),
			progressbar.OptionShowCount(),
			progressbar.OptionSetElapsedTime(true),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionFullWidth(),
			progressbar.OptionThrottle(min(r.every, 100*time.Millisecond)),
			progressbar.OptionClearOnFinish(),
		)
	}
	return d
}

// file tells that a file has come. Maven reads descriptions first, how many nobody knows, then the jars. Their total is what the
// line needed once, so the count stops there.
func (d *download) file(name string, jar bool) {
	if !jar {
		d.others++
	} else if d.jars < d.total {
		d.jars++
	}
	if d.bar != nil {
		d.bar.Describe(d.what + " " + name)
		_ = d.bar.Set(min(d.jars, d.total-1)) // the end is for done to tell
		return
	}
	if time.Since(d.spoken) >= d.every {
		d.spoken = time.Now()
		d.line("fetching %s: %s, %d of %d files, %s so far, now %s",
			d.what, descriptions(d.others), d.jars, d.total, since(d.started), name)
	}
}

func descriptions(n int) string {
	if n == 1 {
		return "1 description"
	}
	return strconv.Itoa(n) + " descriptions"
}

func (d *download) done(err error) {
	if d.bar != nil {
		_ = d.bar.Clear()
	}
	if err != nil {
		d.line("fetching %s ended after %s without success", d.what, since(d.started))
		return
	}
	d.line("fetched %s in %s", d.what, since(d.started))
}

func since(start time.Time) time.Duration {
	return time.Since(start).Round(100 * time.Millisecond)
}
