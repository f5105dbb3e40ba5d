package bolttest

import (
	"bufio"
	"fmt"
	"io"
	"net"
)

// Tags of the answers.
const (
	tagSuccess = 0x70
	tagRecord  = 0x71
	tagIgnored = 0x7e
	tagFailure = 0x7f
)

// conn is the server's end of a connection. It belongs to one goroutine; a
// second one reads ahead, so that the end of the connection is noticed while a
// message is stalled.
type conn struct {
	server *Server
	number int
	socket net.Conn
	out    *bufio.Writer
	muted  bool          // answers are dropped: the connection is about to be cut
	in     chan message  // what has been read, closed at the end
	gone   chan struct{} // closed when nothing more can be read
	done   chan struct{} // closed when nothing more is wanted

	batch         trip
	authenticated bool
	failed        bool
	tx            *openTx
	results       map[int64]*result
	lastResult    int64
}

// readAhead is more than a driver ever has under way.
const readAhead = 64

// serve speaks with one client until either side ends the connection.
func serve(s *Server, number int, socket net.Conn) {
	c := &conn{
		server: s,
		number: number,
		socket: socket,
		out:    bufio.NewWriter(socket),
		in:     make(chan message, readAhead),
		gone:   make(chan struct{}),
		done:   make(chan struct{}),
	}
	go c.read()
	for msg := range c.in {
		open := c.handle(msg)
		if !msg.more || !open {
			c.flush()
		}
		if !open {
			break
		}
	}
	// Before the socket is closed: who sees the end of the connection may
	// rely on the transaction being gone.
	c.abandon()
	close(c.done)
	_ = socket.Close()
	<-c.gone
}

// read passes on what the client sends. It is joined by serve.
func (c *conn) read() {
	defer close(c.gone)
	defer close(c.in)
	// As large as the largest single write of the driver, so that a pipelined
	// batch is in the buffer as a whole.
	r := bufio.NewReaderSize(c.socket, 1<<17)
	opening := make([]byte, handshakeSize)
	if _, err := io.ReadFull(r, opening); err != nil {
		return
	}
	if !c.pass(message{name: handshake, fields: []any{opening}, fresh: true}) {
		return
	}
	for {
		fresh := r.Buffered() == 0
		payload, err := readMessage(r)
		if err != nil {
			return
		}
		msg, err := parse(payload)
		if err != nil {
			c.server.violated(fmt.Sprintf("connection %d: %v", c.number, err))
			return
		}
		msg.fresh, msg.more = fresh, r.Buffered() > 0
		if !c.pass(msg) {
			return
		}
	}
}

func (c *conn) pass(msg message) bool {
	select {
	case c.in <- msg:
		return true
	case <-c.done:
		return false
	}
}

// answer writes one message. It is sent when the client has nothing more to
// say, as a real server does.
func (c *conn) answer(tag byte, name string, fields ...any) error {
	payload, err := packStruct(nil, Struct{Tag: tag, Fields: fields})
	if err != nil {
		return err
	}
	if name != "" { // records are traced as a batch
		c.server.answered(c.number, name)
	}
	c.write(chunked(payload))
	return nil
}

// write ignores errors: a client that has left is noticed by read.
func (c *conn) write(raw []byte) {
	if !c.muted {
		_, _ = c.out.Write(raw)
	}
}

func (c *conn) flush() {
	_ = c.out.Flush()
}
