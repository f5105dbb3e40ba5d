package ogm_test

import (
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/query"
)

func TestLogger(t *testing.T) {
	t.Parallel()
	j := &journal{}
	s := onStage(t, j.logger())
	require.NoError(t, s.people.Save(s.ctx, &Person{Name: "Ann"}))
	_, err := s.people.Get(s.ctx, "ann")
	require.NoError(t, err)

	lines := strings.Split(strings.TrimSpace(j.String()), "\n")
	require.Len(t, lines, 4)
	for i, want := range []string{"CALL dbms.components()", "SHOW CONSTRAINTS", "MERGE", "MATCH"} {
		assert.Contains(t, lines[i], want)
		for _, field := range []string{"level=DEBUG", "statement=", "rows=1", "attempts=1", "round_trips=", "took="} {
			assert.Contains(t, lines[i], field)
		}
		assert.NotContains(t, lines[i], "parameters")
	}
	assert.Contains(t, lines[2], "round_trips=2")
	assert.Contains(t, lines[3], "round_trips=1")
}

func TestSlowQuery(t *testing.T) {
	t.Parallel()
	j := &journal{}
	s := onStage(t, j.logger(), ogm.WithSlowQuery(time.Nanosecond))
	_, err := s.people.Get(s.ctx, "ann")
	require.NoError(t, err)
	require.Len(t, j.warnings(), 2)
	assert.Contains(t, j.warnings()[1], "ogm: slow statement")
	assert.Contains(t, j.warnings()[1], "MATCH")

	quick := &journal{}
	s = onStage(t, quick.logger(), ogm.WithSlowQuery(soon))
	_, err = s.people.Get(s.ctx, "ann")
	require.NoError(t, err)
	assert.Empty(t, quick.warnings())
}

// refusal is what a server says when a unique value is there already: it quotes it.
var refusal = "Node(7) already exists with label `Person` and property `email` = '" + secret + "'"

// No value of a key or a parameter and no password is in any log or error, but for
// parameters that the program asked for.
func TestNothingConfidentialIsToldAnyone(t *testing.T) {
	t.Parallel()
	email := secret
	ann := func() *Person { return &Person{ID: secret, Name: secret, Email: &email} }
	raw := query.Raw("MATCH (n:Person {id: $id}) RETURN n", query.Params{"id": secret})
	stale := func(bolttest.Run) bolttest.Response {
		return bolttest.Rows([]string{"r0"}, []any{[]any{[]any{0, nil, 9}}})
	}
	refused := bolttest.On("n", bolttest.Response{Failure: &bolttest.Failure{Code: violation, Message: refusal}})
	unfit := node(secret)
	unfit.Props["born"] = secret
	twice := bolttest.Rows([]string{"n"}, []any{node(secret)}, []any{node(secret)})
	for _, test := range []struct {
		name  string
		reply bolttest.Responder
		do    func(s *stage) error
		want  error // nil: any
	}{
		{"Save", saves, func(s *stage) error { return errors.Join(s.people.Save(s.ctx, ann()), io.EOF) }, nil},
		{"two with one key", saves, func(s *stage) error { return s.people.Save(s.ctx, ann(), ann()) }, nil},
		{"stale", stale, func(s *stage) error { return s.people.Save(s.ctx, ann()) }, ogm.ErrStale},
		{"not unique", bolttest.On("MATCH", twice), func(s *stage) error { _, err := s.people.Get(s.ctx, secret); return err }, ogm.ErrNotUnique},
		{"not found", bolttest.On("MATCH", bolttest.Rows([]string{"n"})), func(s *stage) error { _, err := s.people.Get(s.ctx, secret); return err }, ogm.ErrNotFound},
		{"some not found", bolttest.On("UNWIND", bolttest.Rows([]string{"ns"})), func(s *stage) error { _, err := s.people.GetMany(s.ctx, secret); return err }, ogm.ErrNotFound},
		{"constraint at Save", refused, func(s *stage) error { return s.people.Save(s.ctx, ann()) }, nil},
		{"constraint at Create", refused, func(s *stage) error { return s.people.Create(s.ctx, ann()) }, nil},
		{"constraint at Exec", refused, func(s *stage) error { _, err := ogm.Exec(s.ctx, s.db, raw); return err }, nil},
		{"decoding", bolttest.On("MATCH", bolttest.Rows([]string{"n"}, []any{unfit})), func(s *stage) error { _, err := s.people.Get(s.ctx, secret); return err }, nil},
		{"decoding rows", bolttest.On("MATCH", bolttest.Rows([]string{"n"}, []any{unfit})), func(s *stage) error { _, err := ogm.Query[int](s.ctx, s.db, raw); return err }, nil},
		{"a parameter", saves, func(s *stage) error {
			_, err := ogm.Query[int](s.ctx, s.db, query.Raw("RETURN $p", query.Params{"p": "\xff" + secret}))
			return err
		}, nil},
		{"constraint that is not created", func(run bolttest.Run) bolttest.Response {
			if !strings.HasPrefix(run.Text, "CREATE CONSTRAINT") {
				return bolttest.Pass()
			}
			return bolttest.Response{Failure: &bolttest.Failure{
				Code:    "Neo.DatabaseError.Schema.ConstraintCreationFailed",
				Message: "Unable to create Constraint( name='x', type='UNIQUENESS', schema=(:Person {email}) ):\nBoth Node(0) and Node(1) have the label `Person` and property `email` = '" + secret + "'",
			}}
		}, func(s *stage) error { return s.db.Schema().Ensure(s.ctx) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			j := &journal{}
			s := openOn(t, bolttest.Start(t, components, unprotected, test.reply), j.logger(), ogm.WithSlowQuery(time.Nanosecond))
			err := test.do(s)
			require.Error(t, err)
			if test.want != nil {
				require.ErrorIs(t, err, test.want)
			}
			var violated *ogm.ConstraintError
			var stored *ogm.ViolationError
			switch {
			case strings.HasPrefix(test.name, "constraint at"):
				require.ErrorAs(t, err, &violated)
			case strings.HasPrefix(test.name, "constraint that"):
				require.ErrorAs(t, err, &stored)
			}
			assert.NotContains(t, err.Error(), secret)
			assert.NotEmpty(t, j.String())
			assert.NotContains(t, j.String(), secret)
		})
	}
}

// The driver's own error has what the server said, for who asks.
func TestServersWordsAreBelowTheError(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, protected, bolttest.On("MERGE", bolttest.Response{
		Failure: &bolttest.Failure{Code: violation, Message: refusal},
	})))
	err := s.people.Save(s.ctx, &Person{Name: "Ann"})
	var violated *ogm.ConstraintError
	require.ErrorAs(t, err, &violated)
	assert.Equal(t, "Person", violated.Label)
	assert.Equal(t, []string{"email"}, violated.Properties)
	var refused *neo4j.Neo4jError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, refusal, refused.Msg)
}

func TestLoggedParameters(t *testing.T) {
	t.Parallel()
	j := &journal{}
	s := onStage(t, j.logger(), ogm.WithLoggedParameters())
	_, err := s.people.Get(s.ctx, "ann-1")
	require.NoError(t, err)
	assert.Contains(t, j.String(), "parameters=map[p0:ann-1]")
	assert.NotContains(t, j.String(), secret, "the password is no parameter")
}

// What the server notifies of reaches the log once for each statement.
func TestNotifications(t *testing.T) {
	t.Parallel()
	reply := bolttest.Rows([]string{"n"}, []any{node("ann")})
	reply.Summary = map[string]any{"notifications": []any{map[string]any{
		"code": "Neo.ClientNotification.Statement.FeatureDeprecationWarning", "title": "deprecated",
		"description": "use something else", "severity": "WARNING",
	}}}
	j := &journal{}
	s := openOn(t, bolttest.Start(t, components, bolttest.On("MATCH", reply)), j.logger())
	for n := range 2 {
		_, err := s.people.Get(s.ctx, "ann")
		require.NoError(t, err)
		require.Len(t, j.warnings(), n+1)
		assert.Contains(t, j.warnings()[n], "use something else")
		assert.Contains(t, j.warnings()[n], "MATCH")
	}
}

// A logger that is not interested costs nothing but the question.
func TestLoggerAboveDebug(t *testing.T) {
	t.Parallel()
	j := &journal{}
	s := onStage(t, ogm.WithLogger(slog.New(slog.NewTextHandler(j, nil))))
	_, err := s.people.Get(s.ctx, "ann")
	require.NoError(t, err)
	assert.Empty(t, j.String())
}
