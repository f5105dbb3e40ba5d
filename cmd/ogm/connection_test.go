package main

import (
	"encoding/pem"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// refusing is a server that knows no password.
func refusing(t *testing.T) *bolttest.Server {
	t.Helper()
	server := bolttest.Start(t)
	server.Inject(bolttest.At("LOGON", 1), bolttest.Fail("Neo.ClientError.Security.Unauthorized", "scripted"))
	return server
}

func TestCredentialsReachTheServerAndNoMessage(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("migrations", 0o755))
	write(t, "secret", "s3cret\n")
	for _, test := range []struct {
		env  map[string]string
		args []string
		want map[string]any
	}{
		{nil, nil, map[string]any{"scheme": "none"}},
		{map[string]string{"NEO4J_PASSWORD": "s3cret"}, nil, map[string]any{"scheme": "basic", "principal": "neo4j", "credentials": "s3cret"}},
		{map[string]string{"NEO4J_PASSWORD": "s3cret", "NEO4J_USERNAME": "ann"}, nil, map[string]any{"scheme": "basic", "principal": "ann", "credentials": "s3cret"}},
		{nil, []string{"--password-file", "secret", "--user", "bob"}, map[string]any{"scheme": "basic", "principal": "bob", "credentials": "s3cret"}},
	} {
		server := bolttest.Start(t)
		askWith(t, test.env, append([]string{"migrate", "status", "--uri", server.URI("bolt")}, test.args...)...)
		assert.Equal(t, []map[string]any{test.want}, server.Logins())

		server = refusing(t)
		got := askWith(t, test.env, append([]string{"migrate", "status", "--uri", server.URI("bolt")}, test.args...)...)
		assert.Equal(t, failed, got.code)
		assert.Contains(t, got.errOut, "ogm: no connection to "+server.Address()+": step login: ")
		assert.Contains(t, got.errOut, "; check the user, the password and the kind of credentials\n")
		assert.NotContains(t, got.errOut, "s3cret")
	}
	for _, uri := range []string{"bolt://ann:s3cret@127.0.0.1:1", "bolt://ann:s3cret%zz@127.0.0.1:1", "bolt://ann:s3cret\x7f@127.0.0.1:1"} {
		got := ask(t, "migrate", "status", "--uri", uri)
		assert.NotEqual(t, succeeded, got.code)
		assert.Contains(t, got.errOut, "the URI holds a user")
		assert.NotContains(t, got.errOut, "s3cret")
	}
}

// TestAnAuthorityOfOnesOwn is trusted by --ca-file, and no other is then.
func TestAnAuthorityOfOnesOwn(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("migrations", 0o755))
	web := httptest.NewUnstartedServer(nil)
	web.Config.ReadHeaderTimeout = time.Second                      // also for the handshake, which a busy machine may need
	web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0) // that a certificate is refused is what is tested
	web.StartTLS()
	defer web.Close()
	uri := strings.Replace(web.URL, "https://127.0.0.1", "bolt+s://127.0.0.1", 1)
	write(t, "conf/own.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})))
	write(t, "conf/none.pem", "nothing")

	assert.Contains(t, ask(t, "migrate", "status", "--uri", uri).errOut, "step tls: ")
	assert.Contains(t, ask(t, "migrate", "status", "--uri", uri, "--ca-file", "conf/own.pem").errOut, "step handshake: ", "TLS was agreed on; it is no Neo4j")
	write(t, "conf/ogm.yaml", "ca-file: own.pem\n")
	assert.Contains(t, ask(t, "migrate", "status", "--uri", uri, "--config", "conf/ogm.yaml", "--dir", "migrations").errOut, "step handshake: ")
	assert.Equal(t, misused, ask(t, "migrate", "status", "--uri", uri, "--ca-file", "conf/none.pem").code)
	assert.Equal(t, misused, ask(t, "migrate", "status", "--uri", uri, "--ca-file", "nowhere.pem").code)
}
