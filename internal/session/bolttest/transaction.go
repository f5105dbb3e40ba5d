package bolttest

import (
	"slices"
	"strconv"
	"time"
)

// Outcome says how a transaction ended.
type Outcome int

// The outcomes. A transaction is rolled back by ROLLBACK, by any failure, by
// RESET and by the end of its connection.
const (
	Open Outcome = iota
	Committed
	RolledBack
)

// Transaction is the server's record of a transaction, explicit or auto-commit.
type Transaction struct {
	Number   int // as in [Run.Transaction]
	Explicit bool
	Runs     []Run // the RUN messages that succeeded
	Outcome  Outcome
	Bookmark string // the bookmark the client was given, once committed
}

// openTx is a transaction in progress. The record is guarded by the server's
// lock, the rest belongs to the connection.
type openTx struct {
	record   *Transaction
	settings Run // what every Run of the transaction has in common
}

// settingsOf reads the extra field of BEGIN or RUN.
func settingsOf(extra map[string]any) Run {
	settings := Run{Mode: "w"}
	if mode, ok := extra["mode"].(string); ok {
		settings.Mode = mode
	}
	settings.Database, _ = extra["db"].(string)
	settings.User, _ = extra["imp_user"].(string)
	settings.Metadata, _ = extra["tx_metadata"].(map[string]any)
	if ms, ok := extra["tx_timeout"].(int64); ok {
		settings.Timeout = time.Duration(ms) * time.Millisecond
	}
	bookmarks, _ := extra["bookmarks"].([]any)
	for _, bookmark := range bookmarks {
		if b, ok := bookmark.(string); ok {
			settings.Bookmarks = append(settings.Bookmarks, b)
		}
	}
	return settings
}

// open records the beginning of a transaction.
func (s *Server) open(settings Run) *openTx {
	s.mu.Lock()
	defer s.mu.Unlock()
	record := &Transaction{Number: settings.Transaction, Explicit: settings.InTx}
	s.transactions = append(s.transactions, record)
	if settings.InTx {
		s.counts.Begun++
	}
	return &openTx{record: record, settings: settings}
}

// finish records the end of a transaction and gives the bookmark of a commit.
func (s *Server) finish(tx *openTx, outcome Outcome) (bookmark string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tx.record.Outcome = outcome
	if outcome == Committed {
		// The address makes the bookmarks of two members differ.
		tx.record.Bookmark = s.address + "/" + strconv.Itoa(tx.record.Number)
		s.committed = append(s.committed, tx.record)
	}
	switch {
	case !tx.record.Explicit && outcome == Committed:
		s.counts.AutoCommitted++
	case outcome == Committed:
		s.counts.Committed++
	case tx.record.Explicit:
		s.counts.RolledBack++
	}
	return tx.record.Bookmark
}

// Transactions lists the transactions that were opened, in the order of their
// opening.
func (s *Server) Transactions() []Transaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(s.transactions)
}

// Committed lists the transactions that were committed, in the order of their
// commits: the state a real database would be left with. A transaction in
// auto-commit counts from the moment its result is exhausted or discarded.
func (s *Server) Committed() []Transaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(s.committed)
}

func copies(records []*Transaction) []Transaction {
	out := make([]Transaction, len(records))
	for i, record := range records {
		out[i] = *record
		out[i].Runs = slices.Clone(record.Runs)
		for j, req := range out[i].Runs {
			out[i].Runs[j] = req.clone()
		}
	}
	return out
}
