package migrate

import (
	"context"
	"fmt"
)

// facts asks the database that is migrated, where the history is, too.
type facts struct {
	home *place
}

var _ Facts = facts{}

func (f facts) Edition(ctx context.Context) (string, error) {
	server, err := f.home.client.Server(ctx)
	return server.Edition, err
}

func (f facts) Version(ctx context.Context) (string, error) {
	server, err := f.home.client.Server(ctx)
	return server.Version, err
}

func (f facts) Ask(ctx context.Context, text string, _ bool) (bool, error) {
	list, err := f.home.read(ctx, text, nil)
	if err != nil {
		return false, err
	}
	if len(list) == 1 && len(list[0]) == 1 {
		for _, value := range list[0] {
			if answer, ok := value.(bool); ok {
				return answer, nil
			}
		}
	}
	return false, fmt.Errorf("the query gives %d rows, and is to give one boolean", len(list))
}

// choose gives the first of the alternatives whose assumptions hold; nil if none's do.
func (m *Migrator) choose(ctx context.Context, alternatives []*Migration) (*Migration, error) {
	for _, migration := range alternatives {
		unmet, err := m.unmet(ctx, migration, true)
		if err != nil {
			return nil, err
		}
		if unmet == nil {
			return migration, nil
		}
	}
	return nil, nil
}

// assert is an error if an assertion does not hold.
func (m *Migrator) assert(ctx context.Context, migration *Migration) error {
	unmet, err := m.unmet(ctx, migration, false)
	if err != nil || unmet == nil {
		return err
	}
	return &FileError{File: migration.file(), Line: unmet.Line, Problem: "the precondition does not hold: " + unmet.String(), Remedy: "make it true, and run again; an assumption (assume) would leave the file out"}
}

// unmet gives the first assumption, or assertion, that does not hold.
func (m *Migrator) unmet(ctx context.Context, migration *Migration, assumption bool) (*Precondition, error) {
	for _, condition := range migration.preconditions() {
		if condition.Assumption != assumption {
			continue
		}
		holds, err := condition.Holds(ctx, facts{m.home})
		if err != nil {
			return nil, &FileError{File: migration.file(), Line: condition.Line, Problem: "the precondition cannot be asked", Err: err}
		}
		if !holds {
			return &condition, nil
		}
	}
	return nil, nil
}
