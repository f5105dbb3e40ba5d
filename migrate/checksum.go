package migrate

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"hash"
)

// tokenSum is the checksum of a script, fed with its tokens. One space stands for whatever is
// between two of them; a zero byte ends a statement, which no valid text of Cypher has.
type tokenSum struct {
	hash hash.Hash
	buf  *bufio.Writer
}

func newTokenSum() *tokenSum {
	h := sha256.New()
	return &tokenSum{h, bufio.NewWriter(h)}
}

// A hash gives no errors.
func (s *tokenSum) token(text string) { _, _ = s.buf.WriteString(text) }
func (s *tokenSum) space()            { _ = s.buf.WriteByte(' ') }
func (s *tokenSum) end()              { _ = s.buf.WriteByte(0) }

func (s *tokenSum) command(text string) {
	s.token(text)
	s.end()
}

func (s *tokenSum) checksum() string {
	_ = s.buf.Flush()
	return "s1:" + base64.StdEncoding.EncodeToString(s.hash.Sum(nil))
}
