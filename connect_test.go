package ogm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/query"
)

// Open of a scheme without TLS; those with it are in tls_test.go.
func TestOpen(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"neo4j", "bolt"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t, components)
			db, err := ogm.Open(t.Context(), server.URI(scheme), ogm.BasicAuth("neo4j", secret))
			require.NoError(t, err)
			counts := server.Counts()
			assert.Equal(t, 1, counts.Connections)
			assert.Equal(t, 1, counts.RoundTrips)

			got, err := db.Server(t.Context())
			require.NoError(t, err)
			assert.Equal(t, ogm.Server{
				Address: server.Address(), Agent: "Neo4j/5.26.0", Version: "5.26.0", Edition: "community", Database: "neo4j",
			}, got)
			assert.Equal(t, 1, server.Counts().RoundTrips, "it was learned already")

			require.NoError(t, db.Close(t.Context()))
			require.NoError(t, db.Close(t.Context()), "closing twice does nothing")
			server.Drain()
		})
	}
}

func TestAuth(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		auth neo4j.AuthToken
		want map[string]any
	}{
		{"basic", ogm.BasicAuth("ann", secret), map[string]any{"scheme": "basic", "principal": "ann", "credentials": secret}},
		{"bearer", ogm.BearerAuth(secret), map[string]any{"scheme": "bearer", "credentials": secret}},
		{"kerberos", ogm.KerberosAuth(secret), map[string]any{"scheme": "kerberos", "principal": "", "credentials": secret}},
		{
			"custom", ogm.CustomAuth("own", "ann", secret, "here", map[string]any{"more": 1}),
			map[string]any{"scheme": "own", "principal": "ann", "credentials": secret, "realm": "here", "parameters": map[string]any{"more": int64(1)}},
		},
		{"none", ogm.NoAuth(), map[string]any{"scheme": "none"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t, components)
			db, err := ogm.Open(t.Context(), server.URI("bolt"), test.auth)
			require.NoError(t, err)
			assert.Equal(t, []map[string]any{test.want}, server.Logins())
			require.NoError(t, db.Close(t.Context()))

			server.Inject(bolttest.At("LOGON", 1), bolttest.Fail("Neo.ClientError.Security.Unauthorized", "scripted"))
			_, err = ogm.Open(t.Context(), server.URI("bolt"), test.auth)
			failedAt(t, err, server.Address(), "login")
		})
	}
}

// failedAt checks that an error of Open says which address, which step and what to
// try, and no password.
func failedAt(t *testing.T, err error, address, step string) {
	t.Helper()
	var failed *ogm.ConnectError
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, address, failed.Address)
	assert.Equal(t, step, failed.Step, "%v", err)
	assert.NotEmpty(t, failed.Remedy)
	for _, part := range []string{"ogm: ", address, step, failed.Remedy} {
		assert.Contains(t, err.Error(), part)
	}
	assert.NotContains(t, err.Error(), secret)
}

// Each step at which a connection may fail, by both ways of finding the server.
// Not parallel: the port of the server that is gone could be given to another.
func TestOpenFails(t *testing.T) {
	gone := bolttest.Start(t)
	gone.Close()
	nowhere := strings.Repeat("a", 64) + ".invalid:7687" // no name server need be asked: a label has 63 characters at the most
	for _, test := range []struct {
		name    string
		address string
		at      string
		do      bolttest.Action
		step    string
	}{
		{name: "no such host", address: nowhere, step: "resolve"},
		{name: "nobody listens", address: gone.Address(), step: "connect"},
		{name: "a web server", at: "HANDSHAKE", do: bolttest.Garbage(), step: "handshake"},
		{name: "no version in common", at: "HANDSHAKE", do: bolttest.Fail("", ""), step: "handshake"},
		{name: "the connection is closed", at: "HANDSHAKE", do: bolttest.Cut(), step: "handshake"},
		{name: "the password is wrong", at: "LOGON", do: bolttest.Fail("Neo.ClientError.Security.Unauthorized", "scripted"), step: "login"},
		{name: "too many wrong passwords", at: "LOGON", do: bolttest.Fail("Neo.ClientError.Security.AuthenticationRateLimit", "scripted"), step: "login"},
		{name: "the token has expired", at: "LOGON", do: bolttest.Fail("Neo.ClientError.Security.TokenExpired", "scripted"), step: "login"},
		{name: "no such database", at: "RUN", do: bolttest.Fail("Neo.ClientError.Database.DatabaseNotFound", "scripted"), step: "database"},
		{name: "the server is not well", at: "RUN", do: bolttest.Fail("Neo.DatabaseError.General.UnknownError", "scripted"), step: "query"},
	} {
		for _, scheme := range []string{"bolt", "neo4j"} {
			t.Run(test.name+", "+scheme, func(t *testing.T) {
				address := test.address
				if address == "" {
					server := bolttest.Start(t, components)
					server.Inject(bolttest.Point{Message: test.at, Every: true}, test.do)
					address = server.Address()
				}
				_, err := ogm.Open(t.Context(), scheme+"://"+address, ogm.BasicAuth("neo4j", secret), ogm.WithDatabase("movies"))
				failedAt(t, err, address, test.step)
			})
		}
	}
}

// A server that takes part in no routing is found by bolt:// only.
func TestOpenWithoutRoutingTable(t *testing.T) {
	t.Parallel()
	for code, step := range map[string]string{
		"Neo.ClientError.Procedure.ProcedureNotFound": "routing",
		"Neo.ClientError.Database.DatabaseNotFound":   "database",
	} {
		server := bolttest.Start(t, components)
		server.Inject(bolttest.Point{Message: "ROUTE", Every: true}, bolttest.Fail(code, "scripted"))
		_, err := ogm.Open(t.Context(), server.URI("neo4j"), ogm.BasicAuth("neo4j", secret), ogm.WithDatabase("movies"))
		failedAt(t, err, server.Address(), step)
	}
}

// What cannot be reached is reported after one try, and what failed to open leaves
// nothing behind.
func TestOpenIsNotRetried(t *testing.T) {
	t.Parallel()
	for _, do := range []bolttest.Action{bolttest.Fail(deadlock, "scripted"), bolttest.Cut()} {
		server := bolttest.Start(t, components)
		server.Inject(bolttest.At("RUN", 1), do)
		_, err := ogm.Open(t.Context(), server.URI("bolt"), ogm.NoAuth())
		require.Error(t, err)
		_, plain := err.(*ogm.ConnectError) //nolint:errorlint // nothing stands around it
		assert.True(t, plain, "%T", err)
		server.Drain()
		assert.Equal(t, 1, server.Counts().Connections)
	}
}

// A server that never answers is waited for as long as the context says.
func TestOpenIsCancelled(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"HANDSHAKE", "LOGON", "RUN"} {
		server := bolttest.Start(t, components)
		stall := bolttest.NewStall()
		server.Inject(bolttest.At(at, 1), stall.Action())
		_, err := ogm.Open(cancelAt(t, stall), server.URI("bolt"), ogm.BasicAuth("neo4j", secret))
		require.ErrorIs(t, err, context.Canceled, at)
		assert.ErrorContains(t, err, server.Address())
	}
}

func TestURIsThatAreRefused(t *testing.T) {
	t.Parallel()
	for uri, address := range map[string]string{
		"http://localhost:7474":                 "localhost:7474",
		"localhost:7687":                        "localhost:7687",
		"":                                      "",
		"neo4j://localhost:port":                "localhost:port",
		"bolt://localhost:7687?policy=near":     "localhost:7687",
		"http://neo4j:" + secret + "@localhost": "localhost",
		"neo4j://neo4j:" + secret + "@localhost:port": "localhost:port",
		"neo4j://neo4j:" + secret + "/x@localhost:1":  "localhost:1",
		"neo4j://neo4j:" + secret + "#x@localhost:1":  "localhost:1",
		"neo4j://neo4j:%zz" + secret + "@localhost":   "localhost",
		"neo4j:" + secret + "@localhost":              "localhost",
	} {
		_, err := ogm.Open(t.Context(), uri, ogm.NoAuth())
		failedAt(t, err, address, "uri")
	}
}

func TestOptionsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]ogm.Option{
		"an option is nil": nil,
		"WithDatabase":     ogm.WithDatabase(""), "WithLogger": ogm.WithLogger(nil), "WithSlowQuery": ogm.WithSlowQuery(0),
		"WithBatchSize": ogm.WithBatchSize(0), "WithClock": ogm.WithClock(nil), "WithGenerator": ogm.WithGenerator("", nil),
		"WithRetryTime": ogm.WithRetryTime(-1), "WithDriverConfig": ogm.WithDriverConfig(nil),
	} {
		_, err := ogm.Open(t.Context(), "bolt://localhost:1", ogm.NoAuth(), opt)
		assert.ErrorContains(t, err, "ogm: "+strings.TrimPrefix(name, "ogm: "))
	}

	_, err := ogm.New(nil)
	require.ErrorContains(t, err, "ogm: New needs a driver")
	driver, err := neo4j.NewDriverWithContext("bolt://localhost:1", neo4j.NoAuth())
	require.NoError(t, err)
	defer func() { assert.NoError(t, driver.Close(context.Background())) }()
	_, err = ogm.New(driver, ogm.WithDriverConfig(func(*config.Config) {}))
	require.ErrorContains(t, err, "ogm: WithDriverConfig is for Open")
}

// An Open whose error nobody looked at leaves a nil DB behind.
func TestNoDB(t *testing.T) {
	t.Parallel()
	for _, db := range []*ogm.DB{nil, {}} {
		_, err := ogm.NewRepository[Person](db)
		require.ErrorContains(t, err, "ogm: the DB is nil or empty; make one by ogm.Open or ogm.New")
		_, err = ogm.Query[int](t.Context(), db, query.Raw("RETURN 1", nil))
		require.ErrorContains(t, err, "ogm: the DB is nil or empty")
		_, err = ogm.Exec(t.Context(), db, query.Raw("RETURN 1", nil))
		require.ErrorContains(t, err, "ogm: the DB is nil or empty")
	}
}

// verbs is everything that takes a context.
func (s *stage) verbs() map[string]func(context.Context) error {
	ann := &Person{ID: "ann", Name: "Ann"}
	raw := query.Raw("RETURN 1", nil)
	return map[string]func(context.Context) error{
		"Save":          func(ctx context.Context) error { return s.people.Save(ctx, ann) },
		"Create":        func(ctx context.Context) error { return s.people.Create(ctx, ann) },
		"Delete":        func(ctx context.Context) error { return s.people.Delete(ctx, ann) },
		"Get":           func(ctx context.Context) error { _, err := s.people.Get(ctx, "ann"); return err },
		"GetMany":       func(ctx context.Context) error { _, err := s.people.GetMany(ctx, "ann"); return err },
		"All":           func(ctx context.Context) error { _, err := s.people.Match().All(ctx); return err },
		"One":           func(ctx context.Context) error { _, err := s.people.Match().One(ctx); return err },
		"Count":         func(ctx context.Context) error { _, err := s.people.Match().Count(ctx); return err },
		"Exists":        func(ctx context.Context) error { _, err := s.people.Match().Exists(ctx); return err },
		"Match.Delete":  func(ctx context.Context) error { _, err := s.people.Match().Delete(ctx); return err },
		"Query":         func(ctx context.Context) error { _, err := ogm.Query[int](ctx, s.db, raw); return err },
		"Exec":          func(ctx context.Context) error { _, err := ogm.Exec(ctx, s.db, raw); return err },
		"Schema.Ensure": func(ctx context.Context) error { return s.db.Schema().Ensure(ctx) },
		"Server":        func(ctx context.Context) error { _, err := s.db.Server(ctx); return err },
	}
}

// Nothing is sent for who cannot wait for it, and the error says why.
func TestVerbsWithoutAContextOrADatabase(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	cancelled, cancel := context.WithCancel(s.ctx)
	cancel()
	late, cancel := context.WithDeadline(s.ctx, time.Unix(0, 0))
	defer cancel()
	check := func(ctx context.Context, text string, want error) {
		t.Helper()
		for name, verb := range s.verbs() {
			var err error
			spent := s.cost(func() { err = verb(ctx) })
			assert.ErrorContains(t, err, text, name)
			if want != nil {
				assert.ErrorIs(t, err, want, name)
			}
			assert.Zero(t, spent.RoundTrips, name)
			assert.Zero(t, spent.Overhead, name)
		}
	}
	check(nil, "ogm: the context is nil", nil)
	check(cancelled, "ogm: nothing was sent", context.Canceled)
	check(late, "ogm: nothing was sent", context.DeadlineExceeded)
	require.NoError(t, s.db.Close(s.ctx))
	check(s.ctx, "ogm: the database handle is closed", ogm.ErrClosed)

	_, err := ogm.Open(nil, s.server.URI("bolt"), ogm.NoAuth()) //nolint:staticcheck // the mistake is the case
	require.ErrorContains(t, err, "ogm: the context is nil")
	_, err = ogm.Open(cancelled, s.server.URI("bolt"), ogm.NoAuth())
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, s.db.Close(nil), "ogm: the context is nil") //nolint:staticcheck // the mistake is the case
}

// The text of a commit fits the server that was met.
func TestDialect(t *testing.T) {
	t.Parallel()
	for agent, subquery := range map[string]string{
		"Neo4j/4.4.48":    "CALL { UNWIND",
		"Neo4j/5.22.0":    "CALL { UNWIND",
		"Neo4j/5.23.0":    "CALL () { UNWIND",
		"Neo4j/5.26.30":   "CALL () { UNWIND",
		"Neo4j/2026.05.0": "CALL () { UNWIND",
		"Unknown/1.0":     "CALL () { UNWIND",
	} {
		t.Run(agent, func(t *testing.T) {
			server := bolttest.Start(t, components, saves)
			server.SetAgent(agent)
			s := openOn(t, server, ogm.WithKeyCheck(ogm.KeyCheckOff))
			require.NoError(t, s.people.Save(s.ctx, &Person{Name: "Ann"}))
			text := s.commits()[0].Runs[0].Text
			assert.True(t, strings.HasPrefix(text, subquery), text)
		})
	}
}

// A server that tells nothing of itself is used all the same.
func TestServerThatRefusesToTell(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, bolttest.On("CALL dbms.components()", bolttest.Response{
		Failure: &bolttest.Failure{Code: forbidden, Message: "scripted"},
	}), protected, saves))
	require.NoError(t, s.people.Save(s.ctx, &Person{Name: "Ann"}))
	got, err := s.db.Server(s.ctx)
	require.NoError(t, err)
	assert.Equal(t, ogm.Server{Address: s.server.Address(), Agent: "Neo4j/5.26.0", Database: "neo4j"}, got)
}

// The driver's configuration can be changed, and starts from what the options say.
func TestDriverConfig(t *testing.T) {
	t.Parallel()
	var met config.Config
	s := onStage(t, ogm.WithRetryTime(time.Minute), ogm.WithDriverConfig(func(c *config.Config) {
		met = *c
		c.MaxConnectionPoolSize = 1
	}))
	assert.Equal(t, time.Minute, met.MaxTransactionRetryTime)
	assert.NotEmpty(t, met.UserAgent)
	atOnce(make([]struct{}, 8), func(struct{}) {
		_, err := s.people.Get(s.ctx, "ann")
		assert.NoError(t, err)
	})
	assert.Equal(t, 1, s.server.Counts().Connections)
}
