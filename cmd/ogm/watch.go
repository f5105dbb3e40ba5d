package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/go-ogm/ogm/migrate"
)

// spokenEvery is how often something is said, where there is no terminal, of what takes long.
const spokenEvery = 5 * time.Second

// watch shows how far migrations are: by a bar on a terminal, elsewhere by lines, all of them beside the answer.
type watch struct {
	*console
	bar    *progressbar.ProgressBar // nil where there is no terminal
	of     migrate.Progress         // what was told last
	spoken time.Time
}

func newWatch(c *console) *watch { return &watch{console: c, spoken: c.now()} }

func (w *watch) tell(p migrate.Progress) {
	if isTerminal(w.errOut) {
		w.draw(p)
		return
	}
	now, begins := w.now(), p.Waiting != nil && w.of.Waiting == nil
	if w.of = p; p.Ended || begins || now.Sub(w.spoken) >= spokenEvery {
		w.spoken = now
		fmt.Fprintf(w.errOut, "ogm: %s\n", phrase(p))
	}
}

// phrase says one report.
func phrase(p migrate.Progress) string {
	name := fmt.Sprintf("%s %s", p.Version, p.Description)
	switch {
	case p.Waiting != nil:
		return fmt.Sprintf("waiting for %s", p.Waiting.Owner)
	case p.Index != "":
		return fmt.Sprintf("%s: index %s is filled to %.0f %%", name, p.Index, p.Percent)
	case p.Ended && p.Undone:
		return fmt.Sprintf("%s is taken back", name)
	case p.Ended:
		return fmt.Sprintf("%s is applied", name)
	}
	if p.ToChange == 0 {
		return fmt.Sprintf("%s: %d of %s", name, p.Done, counted(p.Statements, "statement"))
	}
	if p.Statements > 1 {
		name = fmt.Sprintf("%s: statement %d of %d", name, p.Done+1, p.Statements)
	}
	return fmt.Sprintf("%s: %d of %d changed", name, p.Changed, p.ToChange)
}

// share is how much of the bar one statement has.
const share = 1000

// filled is how much of the bar is.
func filled(p migrate.Progress) int {
	n := p.Done * share
	if p.ToChange > 0 {
		n += int(share * min(p.Changed, p.ToChange) / p.ToChange)
	}
	return n
}

func (w *watch) draw(p migrate.Progress) {
	if w.bar == nil || p.Version != w.of.Version {
		w.end()
		w.bar = progressbar.NewOptions(max(p.Statements, 1)*share,
			progressbar.OptionSetWriter(w.errOut),
			progressbar.OptionSetElapsedTime(true),
			progressbar.OptionFullWidth(),
			progressbar.OptionThrottle(50*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	w.of = p
	w.bar.Describe(phrase(p))
	_ = w.bar.Set(filled(p)) // what can be done about a broken terminal is decided by the answer
}

// end takes the bar away.
func (w *watch) end() {
	if w.bar != nil {
		_ = w.bar.Clear()
		w.bar = nil
	}
}
