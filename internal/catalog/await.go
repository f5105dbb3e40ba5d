package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// The states of an index, as servers call them.
const (
	online     = "ONLINE"
	populating = "POPULATING"
	failed     = "FAILED"
)

// IndexError says that the server gave up an index: what is stored does not fit into it, such as a
// text that is too long. Mend the data, drop the index and create it anew.
type IndexError struct {
	Name    string
	Failure string // the server's message, which may quote a stored value
}

func (e *IndexError) Error() string {
	return fmt.Sprintf("ogm: the index %s has failed: %s", e.Name, e.Failure)
}

// Failed gives the names of the indexes that have failed.
func Failed(have schema.Catalog) []string {
	var names []string
	for _, index := range have.Indexes {
		if index.State == failed {
			names = append(names, index.Name)
		}
	}
	return names
}

// The pauses between two looks at what takes its time.
const (
	firstPause = 20 * time.Millisecond
	lastPause  = 2 * time.Second
)

// Await returns when all indexes of the database for which meant holds are online. One that is gone is not
// waited for, one that has failed is an *IndexError. filling, which may be nil, is told at each
// look of the first that is not online yet.
func Await(ctx context.Context, runner session.Runner, meant func(schema.Index) bool, filling func(schema.Index)) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		have, err := Read(ctx, runner)
		if err != nil {
			return err
		}
		waiting := false
		for _, index := range have.Indexes {
			switch {
			case !meant(index) || index.State == online:
			case index.State == failed:
				return &IndexError{index.Name, index.Failure}
			case !waiting:
				waiting = true
				if filling != nil {
					filling(index)
				}
			}
		}
		if !waiting {
			return nil
		}
		if err := session.Pause(ctx, pause); err != nil {
			return fmt.Errorf("ogm: while indexes are being filled: %w", err)
		}
	}
}

// named picks the indexes of some names.
func named(indexes []schema.Index) func(schema.Index) bool {
	return func(index schema.Index) bool {
		return slices.ContainsFunc(indexes, func(other schema.Index) bool { return other.Name == index.Name })
	}
}
