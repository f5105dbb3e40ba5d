package ogmtest

import (
	"context"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// inSmallPieces changes a statement so that a graph comes in pieces of one node and one relationship of
// each level, and not of a thousand, and the nodes of a question as an answer for each two.
func inSmallPieces(text string) string {
	if !strings.Contains(text, "RETURN sizes, ") {
		return text
	}
	return strings.NewReplacer("[at..at + 1000]", "[at..at + 1]", "at + 1000 >=", "at + 1 >=", ", 1000) AS at", ", 1) AS at", "[i..i + 1000]", "[i..i + 2]", ", 1000) AS i", ", 2) AS i").Replace(text)
}

// piecesDriver sends statements inSmallPieces.
type (
	piecesDriver      struct{ neo4j.DriverWithContext }
	piecesSession     struct{ neo4j.SessionWithContext }
	piecesTransaction struct{ neo4j.ManagedTransaction }
)

func (d piecesDriver) NewSession(ctx context.Context, config neo4j.SessionConfig) neo4j.SessionWithContext {
	return piecesSession{d.DriverWithContext.NewSession(ctx, config)}
}

func (s piecesSession) Run(ctx context.Context, text string, params map[string]any, configurers ...func(*neo4j.TransactionConfig)) (neo4j.ResultWithContext, error) {
	return s.SessionWithContext.Run(ctx, inSmallPieces(text), params, configurers...)
}

func (s piecesSession) ExecuteRead(ctx context.Context, work neo4j.ManagedTransactionWork, configurers ...func(*neo4j.TransactionConfig)) (any, error) {
	return s.SessionWithContext.ExecuteRead(ctx, inTransaction(work), configurers...)
}

func (s piecesSession) ExecuteWrite(ctx context.Context, work neo4j.ManagedTransactionWork, configurers ...func(*neo4j.TransactionConfig)) (any, error) {
	return s.SessionWithContext.ExecuteWrite(ctx, inTransaction(work), configurers...)
}

func inTransaction(work neo4j.ManagedTransactionWork) neo4j.ManagedTransactionWork {
	return func(tx neo4j.ManagedTransaction) (any, error) { return work(piecesTransaction{tx}) }
}

func (t piecesTransaction) Run(ctx context.Context, text string, params map[string]any) (neo4j.ResultWithContext, error) {
	return t.ManagedTransaction.Run(ctx, inSmallPieces(text), params)
}
