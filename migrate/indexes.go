package migrate

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/schema"
)

// The states of an index, as servers call them.
const (
	indexOnline = "ONLINE"
	indexFailed = "FAILED"
)

// IndexError says that the server gave up an index.
type IndexError struct {
	Name    string
	Failure string // the server's message, which may quote a stored value
}

func (e *IndexError) Error() string {
	return fmt.Sprintf("the index %s has failed: %s", e.Name, e.Failure)
}

// failedIndexes are those that a migration is not to answer for.
func failedIndexes(ctx context.Context, p *place) (map[string]bool, error) {
	have, err := catalog.Read(ctx, p.client)
	if err != nil {
		return nil, err
	}
	failed := map[string]bool{}
	for _, index := range have.Indexes {
		failed[index.Name] = index.State == indexFailed
	}
	return failed, nil
}

// indexPause is the longest time between two looks at indexes that are being filled.
const indexPause = 2 * time.Second

// awaitIndexes returns when all indexes of a database are online but those that had failed before.
func (m *Migrator) awaitIndexes(ctx context.Context, p *place, failedBefore map[string]bool, told Progress) error {
	for pause := firstPause; ; pause = min(2*pause, indexPause) {
		have, err := catalog.Read(ctx, p.client)
		if err != nil {
			return err
		}
		var filling *schema.Index
		for i, index := range have.Indexes {
			switch {
			case failedBefore[index.Name] || index.State == indexOnline:
			case index.State == indexFailed:
				return &IndexError{index.Name, index.Failure}
			case filling == nil:
				filling = &have.Indexes[i]
			}
		}
		if filling == nil {
			return nil
		}
		m.settings.logger.LogAttrs(ctx, slog.LevelInfo, "ogm: migrate: an index is being filled", slog.String("index", filling.Name), slog.Float64("percent", filling.Populated))
		told.Index, told.Percent = filling.Name, filling.Populated
		m.settings.report(told)
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
}
