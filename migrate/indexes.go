package migrate

import (
	"context"
	"log/slog"
	"slices"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/schema"
)

// IndexError says that the server gave up an index.
type IndexError = catalog.IndexError

// failedIndexes are the names of those that a migration is not to answer for.
func failedIndexes(ctx context.Context, p *place) ([]string, error) {
	have, err := catalog.Read(ctx, p.client)
	return catalog.Failed(have), err
}

// awaitIndexes returns when all indexes of a database are online but those that had failed before.
func (m *Migrator) awaitIndexes(ctx context.Context, p *place, failedBefore []string, told Progress) error {
	return catalog.Await(ctx, p.client, func(index schema.Index) bool { return !slices.Contains(failedBefore, index.Name) }, func(index schema.Index) {
		m.settings.logger.LogAttrs(ctx, slog.LevelInfo, "ogm: migrate: an index is being filled", slog.String("index", index.Name), slog.Float64("percent", index.Populated))
		told.Index, told.Percent = index.Name, index.Populated
		m.settings.report(told)
	})
}
