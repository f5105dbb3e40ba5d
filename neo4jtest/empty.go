package neo4jtest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

const (
	// emptyBatch bounds what one transaction deletes: its changes must fit into the server's heap of 512 MB.
	emptyBatch = 20_000
	// handOverRetry is how often is asked whether the transactions of the last holder have ended.
	handOverRetry = 20 * time.Millisecond
)

// empty removes all data, constraints and indexes. Labels, types and property names stay known to the database, as in any other.
func (s *Server) empty(ctx context.Context, driver neo4j.DriverWithContext) error {
	db := emptied{driver, s.database}
	// The schema first: without indexes the data goes faster. Constraints take their indexes with them.
	if err := db.drop(ctx, "SHOW CONSTRAINTS YIELD name", "DROP CONSTRAINT"); err != nil {
		return err
	}
	if err := db.drop(ctx, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", "DROP INDEX"); err != nil {
		return err
	}
	// Relationships before nodes: one node may have a million of them.
	if err := db.delete(ctx, "MATCH ()-[x]->()"); err != nil {
		return err
	}
	return db.delete(ctx, "MATCH (x)")
}

// handOver waits for the end of what the last holder of the server left running, and empties the database: a process that is killed
// does not wait for the answer to its last commit.
func (s *Server) handOver(ctx context.Context) error {
	driver, err := s.connect()
	if err != nil {
		return err
	}
	defer driver.Close(ctx)
	db := emptied{driver, s.database}
	for {
		// The statement sees itself; an idle transaction has no query at all. A terminated transaction is listed until its client hears of it, and cannot commit any more.
		left, err := db.rows(ctx, "SHOW TRANSACTIONS YIELD transactionId, currentQuery, status "+
			"WHERE NOT (coalesce(currentQuery, '') STARTS WITH 'SHOW TRANSACTIONS' OR status STARTS WITH 'Terminated') RETURN transactionId", nil)
		if err != nil {
			return fmt.Errorf("look for transactions on %s: %w", s.uri, err)
		}
		if len(left) == 0 {
			break
		}
		for _, id := range left {
			// It may end by itself meanwhile; whether it has is what the next look tells.
			_, _ = db.rows(ctx, "TERMINATE TRANSACTIONS '"+quotedText.Replace(fmt.Sprint(id))+"'", nil)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(handOverRetry):
		}
	}
	if err := s.empty(ctx, driver); err != nil {
		return fmt.Errorf("empty %s: %w", s.uri, err)
	}
	return nil
}

type emptied struct {
	driver   neo4j.DriverWithContext
	database string
}

func (db emptied) drop(ctx context.Context, list, drop string) error {
	names, err := db.rows(ctx, list, nil)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := db.rows(ctx, drop+" "+quoted(fmt.Sprint(name))+" IF EXISTS", nil); err != nil {
			return err
		}
	}
	return nil
}

// delete asks for the number first: the database keeps it, so an empty one costs one round trip and no transaction that writes.
// The batches are transactions of their own. CALL IN TRANSACTIONS is no faster, and the one around it meets the time limit.
func (db emptied) delete(ctx context.Context, match string) error {
	for {
		count, err := db.rows(ctx, match+" RETURN count(x)", nil)
		if err != nil || count[0] == int64(0) {
			return err
		}
		if _, err := db.rows(ctx, match+" WITH x LIMIT $batch DELETE x", map[string]any{"batch": emptyBatch}); err != nil {
			return err
		}
	}
}

// rows returns the first column.
func (db emptied) rows(ctx context.Context, statement string, params map[string]any) ([]any, error) {
	result, err := neo4j.ExecuteQuery(ctx, db.driver, statement, params, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase(db.database))
	if err != nil {
		return nil, err
	}
	values := make([]any, len(result.Records))
	for i, record := range result.Records {
		values[i] = record.Values[0]
	}
	return values, nil
}

var quotedText = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// quoted writes any name so that it is read as that name: Neo4j decodes \uXXXX before it reads backticks.
func quoted(name string) string {
	return "`" + strings.NewReplacer(`\`, `\u005C`, "`", "``").Replace(name) + "`"
}
