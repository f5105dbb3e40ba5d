package bolttest

import (
	"bufio"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// client speaks Bolt by hand, for what the driver does not do.
type client struct {
	t      *testing.T
	socket net.Conn
	in     *bufio.Reader
}

func dial(t *testing.T, server *Server) *client {
	t.Helper()
	socket, err := net.Dial("tcp", server.Address())
	require.NoError(t, err)
	t.Cleanup(func() { _ = socket.Close() })
	return &client{t: t, socket: socket, in: bufio.NewReader(socket)}
}

// propose makes the handshake and gives the server's choice.
func (c *client) propose(proposals ...byte) []byte {
	c.t.Helper()
	opening := make([]byte, handshakeSize)
	copy(opening, []byte{0x60, 0x60, 0xb0, 0x17})
	copy(opening[4:], proposals)
	c.write(opening)
	choice := make([]byte, 4)
	_, err := io.ReadFull(c.in, choice)
	require.NoError(c.t, err)
	return choice
}

// login opens a connection to the point where the driver would send its first
// query.
func login(t *testing.T, server *Server) *client {
	t.Helper()
	c := dial(t, server)
	require.Equal(t, []byte{0, 0, 4, 5}, c.propose(0, 0, 4, 5))
	c.write(request(t, 0x01, map[string]any{}), request(t, 0x6a, map[string]any{}))
	require.Equal(t, byte(tagSuccess), c.read().Tag)
	require.Equal(t, byte(tagSuccess), c.read().Tag)
	return c
}

func request(t *testing.T, tag byte, fields ...any) []byte {
	t.Helper()
	payload, err := pack(nil, Struct{Tag: tag, Fields: fields})
	require.NoError(t, err)
	return chunked(payload)
}

func (c *client) write(parts ...[]byte) {
	c.t.Helper()
	var all []byte
	for _, part := range parts {
		all = append(all, part...)
	}
	_, err := c.socket.Write(all)
	require.NoError(c.t, err)
}

func (c *client) read() Struct {
	c.t.Helper()
	payload, err := readMessage(c.in)
	require.NoError(c.t, err)
	msg, err := unpack(payload)
	require.NoError(c.t, err)
	return msg.(Struct)
}

// over asserts that the server has ended the connection.
func (c *client) over() {
	c.t.Helper()
	_, err := c.in.ReadByte()
	require.Error(c.t, err)
}

func TestNegotiation(t *testing.T) {
	t.Parallel()
	server := Start(t)
	agreed, refused := []byte{0, 0, 4, 5}, []byte{0, 0, 0, 0}
	assert.Equal(t, agreed, dial(t, server).propose(0, 0, 4, 5))
	assert.Equal(t, agreed, dial(t, server).propose(0, 0, 1, 0xff, 0, 8, 8, 5))
	assert.Equal(t, refused, dial(t, server).propose(0, 2, 8, 5), "5.6 to 5.8")
	assert.Equal(t, refused, dial(t, server).propose(0, 0, 3, 5))
	assert.Equal(t, refused, dial(t, server).propose(0, 2, 4, 4))
}

func TestRefusedHandshake(t *testing.T) {
	t.Parallel()
	server := Start(t)
	server.Inject(At("HANDSHAKE", 1), Fail("", ""))
	c := dial(t, server)
	assert.Equal(t, make([]byte, 4), c.propose(0, 0, 4, 5))
	c.over()
}

func TestViolations(t *testing.T) {
	t.Parallel()
	none := map[string]any{}
	tests := []struct {
		name string
		sent []byte
		want string
	}{
		{"no result", request(t, 0x3f, map[string]any{"n": -1}), "PULL without an open result"},
		{"no transaction", request(t, 0x12), "COMMIT without a transaction"},
		{"two transactions", append(request(t, 0x11, none), request(t, 0x11, none)...), "BEGIN in a transaction"},
		{"a route within", append(request(t, 0x11, none), request(t, 0x66, none, []any{}, none)...), "ROUTE in a transaction"},
		{
			"two auto-commits",
			append(request(t, 0x10, "A", none, none), request(t, 0x10, "B", none, none)...),
			"RUN while the result of an auto-commit is open",
		},
		{"after logoff", append(request(t, 0x6b), request(t, 0x11, none)...), "BEGIN before LOGON"},
		{"unknown", request(t, 0x99), "unknown message 0x99"},
		{"fields", request(t, 0x12, 1), "COMMIT has 1 fields, want 0"},
		{"no structure", chunked([]byte{0x01}), "a message is a int64, want a structure"},
		{"marker", chunked([]byte{0xb1, 0x11, 0xdf}), "unknown packstream marker 0xdf"},
		{"map key", chunked([]byte{0xb1, 0x11, 0xa1, 0x01, 0x01}), "packstream map key is a int64, want a string"},
		{"tail", chunked([]byte{0xb0, 0x12, 0x01}), "1 bytes follow the packstream value"},
		{"length", chunked([]byte{0xb1, 0x11, 0xda, 0x7f, 0xff, 0xff, 0xff}), "packstream value is cut short"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := Start(t)
			c := login(t, server)
			c.write(test.sent)
			_, _ = io.Copy(io.Discard, c.in) // to the end of the connection
			server.Drain()
			assert.Equal(t, []string{"connection 1: " + test.want}, server.Violations())
			assert.Empty(t, server.Committed())
		})
	}
	t.Run("not bolt", func(t *testing.T) {
		t.Parallel()
		server := Start(t)
		c := dial(t, server)
		c.write([]byte("GET / HTTP/1.1\r\n\r\n\r\n\r\n"))
		c.over()
		assert.Equal(t, []string{"connection 1: not a bolt client"}, server.Violations())
	})
}

// After a failure everything is ignored until RESET, and ignored messages are
// neither points nor counted by faults.
func TestIgnoredUntilReset(t *testing.T) {
	t.Parallel()
	server := Start(t)
	c := login(t, server)
	server.Inject(At("RUN", 1), Fail("Neo.ClientError.Statement.SyntaxError", "scripted"))
	server.Inject(At("COMMIT", 1), Cut())
	c.write(request(t, 0x11, map[string]any{}), request(t, 0x10, "X", map[string]any{}, map[string]any{}),
		request(t, 0x3f, map[string]any{"n": -1}), request(t, 0x12))
	assert.Equal(t, byte(tagSuccess), c.read().Tag)
	assert.Equal(t, Struct{tagFailure, []any{map[string]any{
		"code": "Neo.ClientError.Statement.SyntaxError", "message": "scripted",
	}}}, c.read())
	assert.Equal(t, byte(tagIgnored), c.read().Tag)
	assert.Equal(t, byte(tagIgnored), c.read().Tag)
	c.write(request(t, 0x0f))
	assert.Equal(t, byte(tagSuccess), c.read().Tag)

	assert.Equal(t, []string{"BEGIN", "RUN X", "PULL", "COMMIT"}, server.Messages())
	assert.Equal(t, []Point{At("BEGIN", 1), At("RUN", 1)}, server.Points())
	counts := server.Counts()
	assert.Equal(t, 1, counts.RoundTrips)
	assert.Equal(t, 1, counts.RolledBack)
	assert.Equal(t, 3, counts.Overhead, "handshake, login, RESET")

	c.write(request(t, 0x11, map[string]any{}))
	assert.Equal(t, byte(tagSuccess), c.read().Tag)
	c.write(request(t, 0x12))
	c.over()
	assert.Empty(t, server.Committed())
}

// A failed RESET, and the end of a connection, end its transaction.
func TestTransactionEndsWithItsConnection(t *testing.T) {
	t.Parallel()
	server := Start(t)
	server.Inject(At("RESET", 1), Fail("Neo.DatabaseError.General.UnknownError", "scripted"))
	c := login(t, server)
	c.write(request(t, 0x11, map[string]any{}), request(t, 0x0f))
	assert.Equal(t, byte(tagSuccess), c.read().Tag)
	assert.Equal(t, byte(tagFailure), c.read().Tag)
	c.over()
	assert.Equal(t, 1, server.Counts().RolledBack)

	c = login(t, server)
	c.write(request(t, 0x11, map[string]any{}))
	c.read()
	require.NoError(t, c.socket.Close())
	server.Drain()
	assert.Equal(t, 2, server.Counts().RolledBack)
}
