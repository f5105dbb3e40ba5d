package ogm_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// A self-signed certificate is taken by the schemes that end in ssc, refused by
// those that end in s, and taken by these too when its authority is configured.
func TestOpenWithTLS(t *testing.T) {
	t.Parallel()
	certificate, authority := selfSigned(t)
	trusting := ogm.WithDriverConfig(func(c *config.Config) {
		c.TlsConfig = &tls.Config{RootCAs: authority, MinVersion: tls.VersionTLS12}
	})
	for _, test := range []struct {
		scheme string
		opts   []ogm.Option
		step   string // at which it fails, if it does
	}{
		{"bolt+ssc", nil, ""},
		{"neo4j+ssc", nil, ""},
		{"bolt+s", nil, "tls"},
		{"neo4j+s", nil, "tls"},
		{"bolt+s", []ogm.Option{trusting}, ""},
		{"neo4j+s", []ogm.Option{trusting}, ""},
		{"bolt", nil, "handshake"},
		{"neo4j", nil, "handshake"},
	} {
		t.Run(test.scheme, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t, components)
			address := encrypted(t, server, certificate)
			db, err := ogm.Open(t.Context(), test.scheme+"://"+address, ogm.BasicAuth("neo4j", secret), test.opts...)
			if test.step != "" {
				failedAt(t, err, address, test.step)
				return
			}
			require.NoError(t, err)
			got, err := db.Server(t.Context())
			require.NoError(t, err)
			assert.Equal(t, address, got.Address)
			require.NoError(t, db.Close(t.Context()))
		})
	}
}

// A server without TLS is reported as such.
func TestOpenWithTLSOfAServerWithout(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"bolt+s", "bolt+ssc", "neo4j+s", "neo4j+ssc"} {
		server := bolttest.Start(t, components)
		_, err := ogm.Open(t.Context(), server.URI(scheme), ogm.BasicAuth("neo4j", secret))
		failedAt(t, err, server.Address(), "tls")
		server.Drain()
		server.Violations() // the handshake of TLS is none of Bolt
	}
}

// selfSigned makes a certificate for 127.0.0.1, and the pool that trusts it.
func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "127.0.0.1"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// encrypted puts TLS in front of a scripted server until the end of the test, and
// gives the address there, which is also the one in the server's routing table.
func encrypted(t *testing.T, server *bolttest.Server, certificate tls.Certificate) string {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12,
	})
	require.NoError(t, err)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			outside, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { relay(outside, server.Address()) })
		}
	})
	t.Cleanup(func() {
		assert.NoError(t, listener.Close())
		server.Disconnect()
		running.Wait()
	})
	address := listener.Addr().String()
	roles := []string{address}
	server.SetRouter(bolttest.Tables(bolttest.Table{Writers: roles, Readers: roles, Routers: roles}))
	return address
}

// relay passes on what both sides say until one of them leaves.
func relay(outside net.Conn, address string) {
	defer func() { _ = outside.Close() }()
	inside, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(outside, inside)
		_ = outside.Close()
	})
	_, _ = io.Copy(inside, outside)
	_ = inside.Close()
	back.Wait()
}
