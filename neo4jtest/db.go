package neo4jtest

import (
	"context"
	"testing"

	"github.com/go-ogm/ogm"
)

// DB gives an empty database, as [Server.Driver] does, opened by ogm.New with the
// options given. It is closed when the test ends.
func (s *Server) DB(tb testing.TB, opts ...ogm.Option) *ogm.DB {
	tb.Helper()
	db, err := ogm.New(s.Driver(tb), append([]ogm.Option{ogm.WithDatabase(s.Database())}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return db
}
