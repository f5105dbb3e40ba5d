package neo4jtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	askTimeout  = 2 * time.Second
	stopTimeout = 30 * time.Second
)

// answers of a server to the words "lease", "boot" and "look".
const (
	leased = "leased"
	free   = "free"
	busy   = "busy"
	ending = "ending"
	gone   = "gone" // nobody says this: there is no such server any more
)

// ask sends one word to a server. Only with the answer leased is there a connection, and the lease lasts as long as it.
// The answer is gone only where that is certain; a server that is too loaded to answer is busy.
func ask(ctx context.Context, e entry, word string) (net.Conn, string) {
	if e.control == 0 {
		if time.Since(e.written) > startAllowance {
			return nil, gone
		}
		return nil, busy
	}
	dialer := net.Dialer{Timeout: askTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(e.control)))
	if err != nil {
		return nil, e.silence(ctx, err)
	}
	_ = conn.SetDeadline(time.Now().Add(askTimeout))
	_, _ = fmt.Fprintf(conn, "%s %s\n", word, e.id)
	answer, err := bufio.NewReader(conn).ReadString('\n')
	switch answer = strings.TrimSpace(answer); {
	case err == nil && answer == leased:
		_ = conn.SetDeadline(time.Time{})
		return conn, leased
	case errors.Is(err, os.ErrDeadlineExceeded):
		answer = e.silence(ctx, err)
	case err != nil:
		answer = ending // it ended between the connection and the answer
	case answer != free && answer != busy && answer != ending:
		answer = gone // another program has the port by now
	}
	_ = conn.Close()
	return nil, answer
}

// silence tells a refused connection, which is certain, from a late answer, which is not while the process lives.
func (e entry) silence(ctx context.Context, err error) string {
	var network net.Error
	if ctx.Err() == nil && errors.As(err, &network) && (!network.Timeout() || !processLives(e.pid)) {
		return gone
	}
	return busy
}

// held is a server on lease: a connection that the kernel closes when this process ends, however it ends.
type held struct {
	entry
	conn  net.Conn
	fresh bool // started for this lease
	stays bool // when it is let go

	once sync.Once
	err  error
}

// alive asks the kernel whether the server has closed the connection. The deadline lies ahead, since with one that has passed the
// kernel is not asked at all.
func (h *held) alive() bool {
	_ = h.conn.SetReadDeadline(time.Now().Add(2 * time.Millisecond))
	_, err := h.conn.Read(make([]byte, 1))
	return errors.Is(err, os.ErrDeadlineExceeded)
}

func (h *held) close() error {
	h.once.Do(func() {
		if h.own && !h.stays {
			h.err = h.stop()
		}
		_ = h.conn.Close()
	})
	return h.err
}

// stop ends the server and waits for the end of its process, which the end of the connection is.
func (h *held) stop() error {
	_ = h.conn.SetDeadline(time.Now().Add(stopTimeout))
	if _, err := io.WriteString(h.conn, "stop\n"); err != nil {
		return nil //nolint:nilerr // a server that takes no more words is gone already, which is what was wanted
	}
	if _, err := io.Copy(io.Discard, h.conn); errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("the server has not ended after %s", stopTimeout)
	}
	return nil
}
