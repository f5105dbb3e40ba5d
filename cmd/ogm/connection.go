package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/internal/session"
)

// connectTimeout is for a server that takes the connection and says nothing.
const connectTimeout = 15 * time.Second

// connection is where the database is, as flags, environment and ogm.yaml have it.
type connection struct {
	console      *console
	uri          string
	user         string
	database     string
	passwordFile string
	caFile       string
}

// connectionFlags gives all commands below one the flags of a connection.
func (c *console) connectionFlags(cmd *cobra.Command) *connection {
	conn := &connection{console: c}
	flags := cmd.PersistentFlags()
	flags.StringVar(&conn.uri, "uri", "neo4j://localhost:7687", "`URI` of the server")
	setting(flags, "uri", "NEO4J_URI", "uri")
	flags.StringVar(&conn.user, "user", "", "log in as `NAME`; by default neo4j if there is a password, and otherwise as nobody")
	setting(flags, "user", "NEO4J_USERNAME", "user")
	flags.StringVar(&conn.passwordFile, "password-file", "", "read the password from `FILE`; by default it is that of NEO4J_PASSWORD, what ogm.yaml refers to by {env: NAME} or {file: PATH}, or for a --user what the terminal is asked for")
	setting(flags, "password-file", "OGM_PASSWORD_FILE", "")
	flags.StringVar(&conn.database, "database", "", "`NAME` of the database; by default the user's home database")
	setting(flags, "database", "NEO4J_DATABASE", "database")
	flags.StringVar(&conn.caFile, "ca-file", "", "trust the certificates in `FILE` (PEM) for neo4j+s:// and bolt+s://, and no others")
	pathSetting(flags, "ca-file", "OGM_CA_FILE", "ca-file")
	flags.BoolVar(&c.serverMessages, "server-messages", false, "show what the server says of an error also where that may quote stored values, or those of placeholders; by default its code")
	setting(flags, "server-messages", "OGM_SERVER_MESSAGES", "server-messages")
	return conn
}

// isGiven tells whether somebody said where the database is.
func (conn *connection) isGiven(cmd *cobra.Command) bool {
	f := cmd.Flag("uri")
	return f.Changed || cmp.Or(conn.uri, f.DefValue) != f.DefValue || conn.console.getenv(annotation(f, settingEnv)) != ""
}

// server is an open connection.
type server struct {
	driver   neo4j.DriverWithContext
	client   *session.Client
	about    session.Server
	database string // as asked for; "" for the home database, whose name is in about
}

// open connects, and makes sure that the server answers: one round trip, no retries. Who calls it closes the server.
func (conn *connection) open(ctx context.Context) (*server, error) {
	if parsed, err := url.Parse(conn.uri); err == nil && parsed.User != nil {
		return nil, misuse("the URI holds a user, and everybody on this machine could read it; see --user and --password-file")
	}
	auth, err := conn.auth()
	if err != nil {
		return nil, err
	}
	trusted, err := conn.trusted()
	if err != nil {
		return nil, err
	}
	driver, err := neo4j.NewDriverWithContext(conn.uri, auth, func(c *config.Config) {
		c.UserAgent = "go-ogm"
		if trusted != nil {
			c.TlsConfig = trusted
		}
	})
	if err != nil {
		return nil, session.NewURIError(conn.uri, err)
	}
	client := session.New(session.Config{Driver: driver, Database: conn.database, Sleep: session.Pause, RetryTime: readRetries})
	patience, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	about, err := client.Verify(patience, conn.uri)
	if err != nil {
		_ = driver.Close(context.Background()) // of what failed before anyone could use it
		if patience.Err() != nil && ctx.Err() == nil {
			return nil, session.NewConnectError(conn.uri, fmt.Errorf("no answer within %s: %w", connectTimeout, err))
		}
		var refused *session.ConnectError
		if errors.As(err, &refused) && refused.Step == session.StepDatabase {
			refused.Remedy = "check --database; SHOW DATABASES lists those there are"
		}
		return nil, err
	}
	return &server{driver, client, about, conn.database}, nil
}

// name is the database, for people.
func (s *server) name() string {
	return fmt.Sprintf("database %s at %s", cmp.Or(s.about.Database, s.database, "(home)"), s.about.Address)
}

func (s *server) close() { _ = s.driver.Close(context.Background()) } // all that mattered was answered

// readRetries is how long a read is tried again after errors that may pass.
const readRetries = 30 * time.Second

func (conn *connection) auth() (neo4j.AuthToken, error) {
	password, err := conn.password()
	switch {
	case err != nil:
		return neo4j.AuthToken{}, err
	case password == "":
		return neo4j.NoAuth(), nil
	}
	return neo4j.BasicAuth(cmp.Or(conn.user, "neo4j"), password, ""), nil
}

// password comes from --password-file, NEO4J_PASSWORD, ogm.yaml or the terminal; "" is none. It stands in no error.
func (conn *connection) password() (string, error) {
	c := conn.console
	if conn.passwordFile != "" {
		password, err := secretFile(conn.passwordFile)
		if err != nil {
			return "", misuse("--password-file: %s", err)
		}
		return password, nil
	}
	if password := c.getenv("NEO4J_PASSWORD"); password != "" {
		return password, nil
	}
	if c.config.password.isSet() {
		return c.config.password.get(c.getenv)
	}
	if conn.user == "" {
		return "", nil
	}
	password, err := c.askSecret(fmt.Sprintf("Password of %s: ", conn.user))
	if errors.Is(err, errNoTerminal) {
		return "", misuse("no password for %s: set NEO4J_PASSWORD, or give --password-file, or name one of them in %s", conn.user, configName)
	}
	return password, err
}

// trusted are the authorities of --ca-file; nil for those of the system.
func (conn *connection) trusted() (*tls.Config, error) {
	if conn.caFile == "" {
		return nil, nil
	}
	text, err := os.ReadFile(conn.caFile)
	if err != nil {
		return nil, misuse("--ca-file: %s", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, misuse("--ca-file: %s has no certificate in PEM", conn.caFile)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
