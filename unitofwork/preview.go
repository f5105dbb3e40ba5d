package unitofwork

import (
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
)

// Preview is what a commit would send. Printed, it is readable and the same for the same
// changes; parameters are shown when WithParameters asks for them.
type Preview struct {
	Statements []PreviewStatement
	Err        error // why nothing can be sent

	parameters bool
}

// PreviewStatement is one statement of a Preview.
type PreviewStatement struct {
	Text   string
	Params map[string]any // the rows of each group, which may be confidential
	Rows   int
	Steps  []string // such as "update 3 Person"
}

// WithParameters gives a copy that also prints parameters, which may be confidential.
func (p Preview) WithParameters() Preview {
	p.parameters = true
	return p
}

func (p Preview) String() string {
	switch {
	case p.Err != nil:
		return p.Err.Error()
	case len(p.Statements) == 0:
		return "nothing to send"
	}
	var text strings.Builder
	for i, stmt := range p.Statements {
		if i > 0 {
			text.WriteString("\n")
		}
		fmt.Fprintf(&text, "-- %s\n%s", strings.Join(stmt.Steps, ", "), stmt.Text)
		if p.parameters {
			fmt.Fprintf(&text, "\n-- %v", stmt.Params)
		}
	}
	return text.String()
}

// Plan gives the statements that a commit would send now. It does no I/O: the texts are
// for the server as far as it is known, and for the newest before. Keys that are made for
// it stay for the commit.
func (u *Unit) Plan() Preview {
	if !u.guard.enter() {
		return Preview{Err: ErrConcurrentUse}
	}
	defer u.guard.leave()
	p, err := u.plan()
	if err != nil {
		return Preview{Err: err}
	}
	dialect := cypher.Newest
	if server, known := u.engine.config.Runner.Known(); known {
		dialect = server.Dialect
	}
	stmts, cuts := u.statements(p, dialect)
	var preview Preview
	for i, stmt := range stmts {
		shown := PreviewStatement{Text: stmt.Text, Params: stmt.Params}
		for _, c := range cuts[i] {
			if c.batch == nil {
				continue
			}
			shown.Rows += c.to - c.from
			shown.Steps = append(shown.Steps, fmt.Sprintf("%s %d %s", c.batch.group.Operation, c.to-c.from, c.batch.group.Name()))
		}
		preview.Statements = append(preview.Statements, shown)
	}
	return preview
}
