package bolttest

import (
	"fmt"
	"maps"
)

// result is a result of which not all has been pulled.
type result struct {
	response Response
	rest     [][]any
}

func (c *conn) begin(msg message, attempt int) (open bool) {
	if c.tx != nil {
		return c.violation(msg, "in a transaction")
	}
	settings := settingsOf(msg.dict(0))
	settings.InTx = true
	settings.Transaction = attempt
	settings.Connection = c.number
	c.tx = c.server.open(settings)
	return c.success(nil)
}

func (c *conn) run(msg message, attempt int) (open bool) {
	if c.tx != nil && !c.tx.record.Explicit {
		return c.violation(msg, "while the result of an auto-commit is open")
	}
	if c.tx == nil {
		settings := settingsOf(msg.dict(2))
		settings.Transaction = attempt
		settings.Connection = c.number
		c.tx = c.server.open(settings)
	}
	req := c.server.request(c.tx, msg)
	response, err := c.server.respond(req)
	switch {
	case err != nil:
		return c.broken(err)
	case response.Failure != nil:
		return c.fail(run, *response.Failure)
	}
	c.server.applied(c.tx, req)

	meta := map[string]any{"fields": listOf(response.Keys), "t_first": 0}
	if c.tx.record.Explicit {
		c.lastResult++
		meta["qid"] = c.lastResult
	}
	if c.results == nil {
		c.results = map[int64]*result{}
	}
	c.results[c.lastResult] = &result{response: response, rest: response.Records}
	return c.success(meta)
}

// request completes the settings of a transaction to one of its RUN messages.
func (s *Server) request(tx *openTx, msg message) Run {
	s.mu.Lock()
	defer s.mu.Unlock()
	req := tx.settings.clone()
	req.Text, req.Params = msg.text(0), msg.dict(1)
	req.Statement = len(tx.record.Runs) + 1
	key := runKey{req.Text, req.Statement}
	s.runs[key]++
	req.Attempt = s.runs[key]
	return req
}

func (s *Server) applied(tx *openTx, req Run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tx.record.Runs = append(tx.record.Runs, req)
}

// stream serves PULL and DISCARD.
func (c *conn) stream(msg message) (open bool) {
	extra := msg.dict(0)
	id, ok := extra["qid"].(int64)
	if !ok || id == -1 {
		id = c.lastResult
	}
	res, ok := c.results[id]
	if !ok {
		return c.violation(msg, "without an open result")
	}
	size := len(res.rest)
	if n, ok := extra["n"].(int64); ok && n >= 0 {
		size = min(size, int(n))
	}
	batch := res.rest[:size]
	res.rest = res.rest[size:]
	if msg.name == pull && size > 0 {
		c.server.answered(c.number, fmt.Sprintf("RECORD * %d", size))
		for _, record := range batch {
			if err := c.answer(tagRecord, "", record); err != nil {
				return c.broken(err)
			}
		}
	}
	if len(res.rest) > 0 {
		return c.success(map[string]any{"has_more": true})
	}
	if res.response.StreamFailure != nil {
		return c.fail(msg.name, *res.response.StreamFailure)
	}
	delete(c.results, id)
	summary := c.summary(res.response)
	if !c.tx.record.Explicit {
		summary["bookmark"] = c.server.finish(c.tx, Committed)
		c.tx = nil
	}
	return c.success(summary)
}

func (c *conn) summary(response Response) map[string]any {
	meta := map[string]any{
		"type":   response.Type,
		"t_last": 0,
		"db":     databaseName(c.tx.settings.Database),
	}
	switch {
	case response.Type != "":
	case c.tx.settings.Mode == "r":
		meta["type"] = "r"
	default:
		meta["type"] = "rw"
	}
	if len(response.Stats) > 0 {
		stats := map[string]any{"contains-updates": true}
		for name, n := range response.Stats {
			stats[name] = n
		}
		meta["stats"] = stats
	}
	maps.Copy(meta, response.Summary)
	return meta
}

// end serves COMMIT and ROLLBACK. Results that are still open go with the
// transaction, as they do on a real server.
func (c *conn) end(msg message) (open bool) {
	if c.tx == nil || !c.tx.record.Explicit {
		return c.violation(msg, "without a transaction")
	}
	meta := map[string]any{}
	if msg.name == commit {
		meta["bookmark"] = c.server.finish(c.tx, Committed)
	} else {
		c.server.finish(c.tx, RolledBack)
	}
	c.tx, c.results = nil, nil
	return c.success(meta)
}
