package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/schema"
)

// Draft is the text of a migration that leads from the schema of a database to what is wanted. It is to be read before
// it is run.
type Draft struct {
	Diff schema.Diff

	// Up is for a file with V, Down for one with U that takes it back; "" where something is dropped that cannot be
	// written down, since it is of a kind that is newer than this library.
	Up, Down string
}

// Diff writes the migration that makes a database have what is wanted, such as ogm.Declared gives it. It only reads. All
// migrations of the source must have run: the error is an *UnappliedError otherwise, or one of schema.Compare. The texts
// depend on the two schemas and on the server's line alone. Where there is nothing to change the Draft's Diff is Empty.
//
// Each statement is in a transaction of its own and may be run again. What Lint calls destructive is left to it: who has
// seen that a rule is dropped, or an index for which no other comes, writes so into the file. Limits
// of options are those of the server, whatever they say.
func (m *Migrator) Diff(ctx context.Context, want schema.Catalog, options schema.CompareOptions) (Draft, error) {
	list, err := m.Status(ctx)
	if err != nil {
		return Draft{}, err
	}
	unapplied := &UnappliedError{}
	for _, entry := range list {
		switch entry.State {
		case StatePending, StateOutdated, StateInterrupted, StateUndoing, StateOutOfOrder:
			unapplied.Versions = append(unapplied.Versions, entry.Version)
		case StateApplied, StateBaseline, StateLeftOut, StateChanged, StateMissing:
		}
	}
	if len(unapplied.Versions) > 0 {
		return Draft{}, unapplied
	}
	diff, err := catalog.Compare(ctx, m.home.client, want, options)
	if err != nil {
		return Draft{}, err
	}
	return m.draft(ctx, diff)
}

// UnappliedError says that migrations have not run that may change the schema.
type UnappliedError struct {
	Versions []Version
}

func (e *UnappliedError) Error() string {
	names := make([]string, len(e.Versions))
	for i, version := range e.Versions {
		names[i] = version.String()
	}
	return fmt.Sprintf("ogm: migrate: what is between the database and its types is not known before these versions have run: %s; run Up first", strings.Join(names, ", "))
}

const draftSettings = "// ogm: transaction=each\n"

func (m *Migrator) draft(ctx context.Context, diff schema.Diff) (Draft, error) {
	draft := Draft{Diff: diff}
	if diff.Empty() {
		return draft, nil
	}
	texts, err := catalog.Statements(ctx, m.home.client, diff.Changes)
	if err != nil {
		return Draft{}, err
	}
	var up strings.Builder
	up.WriteString(draftSettings)
	for i, change := range diff.Changes {
		up.WriteString("\n" + commentOn(change))
		if change.Action == schema.Drop && !change.Destructive {
			up.WriteString("// ogm:next ignore=" + string(RuleDestructive) + "\n")
		}
		up.WriteString(inFile(texts[i]))
	}
	leave(&up, "This server cannot hold, so it is left out:", diff.LeftOut)
	leave(&up, "No type declares, and it stays:", slices.Concat(each(diff.Undeclared.Constraints), each(diff.Undeclared.Indexes)))
	draft.Up = up.String()
	back, ok := reversed(diff.Changes)
	if !ok {
		return draft, nil
	}
	if texts, err = catalog.Statements(ctx, m.home.client, back); err != nil {
		return Draft{}, err
	}
	draft.Down = draftSettings
	for _, text := range texts {
		draft.Down += "\n" + inFile(text)
	}
	return draft, nil
}

// inFile writes a statement so that names with a placeholder's signs or a line's end are read as they are: Neo4j decodes
// \uXXXX before it reads anything else.
func inFile(text string) string {
	return strings.NewReplacer("${", `\u0024{`, "\r", `\u000D`).Replace(text) + ";\n"
}

// commentOn says in lines what a change does that its statement does not show.
func commentOn(change schema.Change) string {
	if change.Reason == "" {
		return ""
	}
	text := "// " + oneLine(change.String()) + "\n"
	switch {
	case change.Destructive && change.Constraint != nil:
		text += "// DESTRUCTIVE: until it is created anew, and for good where it is not, data may come that break the rule.\n"
	case change.Destructive:
		text += "// DESTRUCTIVE: no other index comes in its place.\n"
	}
	return text
}

func leave[T fmt.Stringer](text *strings.Builder, head string, things []T) {
	if len(things) == 0 {
		return
	}
	text.WriteString("\n// " + head + "\n")
	for _, thing := range things {
		text.WriteString("//   " + oneLine(thing.String()) + "\n")
	}
}

func each[T fmt.Stringer](list []T) []fmt.Stringer {
	all := make([]fmt.Stringer, len(list))
	for i, thing := range list {
		all[i] = thing
	}
	return all
}

// reversed gives the changes that take others back, if there are any: what is newer than this library can be dropped and
// not be written down.
func reversed(changes []schema.Change) (back []schema.Change, ok bool) {
	for _, change := range slices.Backward(changes) {
		if change.Constraint != nil && change.Constraint.Kind == 0 || change.Index != nil && change.Index.Kind == 0 {
			return nil, false
		}
		if change.Index != nil && change.Index.Kind == schema.BtreeIndex {
			index := *change.Index
			index.Kind = schema.RangeIndex // which every line makes in its way
			change.Index = &index
		}
		change.Action = schema.Create + schema.Drop - change.Action
		back = append(back, change)
	}
	return back, true
}
