package ogm

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Explain gives the statement that All would send, with its parameters. It does no I/O: the
// text is for the server that this DB has talked to, or for the newest. Placeholders have
// no values yet.
func (s Selection[T, O]) Explain() (query.Statement, error) { return s.core.open() }

// Explain gives the statement that Select would send for rows with the columns as they are
// called here, as Selection.Explain does.
func (p Projection[T]) Explain() (query.Statement, error) { return p.core.open() }

// Profile runs the statement of All, passes the nodes over, and gives what each step of its
// plan has cost. One round trip.
func (s Selection[T, O]) Profile(ctx context.Context) (*Profile, error) { return s.core.profile(ctx) }

// Profile runs the statement of Explain, passes the rows over, and gives what each step of
// its plan has cost. One round trip.
func (p Projection[T]) Profile(ctx context.Context) (*Profile, error) { return p.core.profile(ctx) }

// open writes the statement of All and leaves placeholders open.
func (s selection) open() (query.Statement, error) {
	if err := s.check(); err != nil {
		return query.Statement{}, err
	}
	setting := s.reader.setting(s.reader.db.knownDialect())
	if branches := s.branches(); s.reader.needsGraph(branches) {
		stmt, _, err := s.reader.texts.Write(nameOfAll+withPlan, query.Choice.AllWith, s.find, setting, branches)
		return stmt, err
	}
	stmt, _, err := s.reader.texts.Write(nameOfAll, plainVerb(query.Choice.All).verb, s.find, setting, query.Branches{})
	return stmt, err
}

func (p projection) open() (query.Statement, error) {
	if p.source == nil {
		return query.Statement{}, errEmptyProjection
	}
	return p.rows.Rows(p.source.setting(p.source.db.knownDialect()), func(property *schema.Property) string { return property.Name })
}

// knownDialect is that of the server that was talked to, or of the newest.
func (db *DB) knownDialect() query.Dialect {
	if server, known := db.client.Known(); known {
		return server.Dialect
	}
	return cypher.Newest
}

func (s selection) profile(ctx context.Context) (*Profile, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return profile(ctx, s.reader.source, s.reader.querier(), s.args, s.open)
}

func (p projection) profile(ctx context.Context) (*Profile, error) {
	if p.source == nil {
		return nil, errEmptyProjection
	}
	return profile(ctx, p.source, p.in, nil, p.open)
}

// profile runs a statement, which is written once the server is known.
func profile(ctx context.Context, from *source, in Querier, args query.Args, write func() (query.Statement, error)) (*Profile, error) {
	if _, err := from.db.client.Server(ctx); err != nil {
		return nil, err
	}
	stmt, err := write()
	if err != nil {
		return nil, err
	}
	if stmt.IsOpen() || len(args) > 0 {
		if stmt, err = stmt.Bind(args); err != nil {
			return nil, err
		}
	}
	var last *summaryOnly
	err = in.send(ctx, query.Raw("PROFILE "+stmt.Text, stmt.Params), func() session.Receiver {
		last = &summaryOnly{}
		return last
	})
	if err != nil {
		return nil, err
	}
	return profileOf(last.summary.Profile()), nil
}

// Profile is a step of a plan, with what it has cost, and the steps that feed it.
type Profile struct {
	Operator string // such as NodeUniqueIndexSeek
	Details  string // what it works on, in the server's words
	DbHits   int64  // how often this step has asked the store
	Rows     int64  // that it has given
	Children []*Profile
}

func profileOf(step session.ProfiledPlan) *Profile {
	if step == nil {
		return nil
	}
	name, _, _ := strings.Cut(step.Operator(), "@") // behind it stands the database
	p := &Profile{Operator: name, DbHits: step.DbHits(), Rows: step.Records()}
	p.Details, _ = step.Arguments()["Details"].(string)
	for _, child := range step.Children() {
		p.Children = append(p.Children, profileOf(child))
	}
	return p
}

// Total is the sum of DbHits of a step and all that feed it.
func (p *Profile) Total() int64 {
	if p == nil {
		return 0
	}
	sum := p.DbHits
	for _, child := range p.Children {
		sum += child.Total()
	}
	return sum
}

// String gives a line for each step, the last to run first.
func (p *Profile) String() string {
	var b strings.Builder
	p.print(&b, 0)
	return b.String()
}

func (p *Profile) print(b *strings.Builder, depth int) {
	if p == nil {
		return
	}
	fmt.Fprintf(b, "%s%s: %d rows, %d db hits (%s)\n", strings.Repeat("  ", depth), p.Operator, p.Rows, p.DbHits, p.Details)
	for _, child := range p.Children {
		child.print(b, depth+1)
	}
}
