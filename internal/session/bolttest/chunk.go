package bolttest

import (
	"encoding/binary"
	"io"
	"math"
)

// readMessage joins the chunks of one message. Empty messages are keep-alives
// and skipped.
func readMessage(r io.Reader) ([]byte, error) {
	var payload []byte
	for {
		var header [2]byte
		if _, err := io.ReadFull(r, header[:]); err != nil {
			return nil, err
		}
		size := int(binary.BigEndian.Uint16(header[:]))
		if size == 0 {
			if len(payload) > 0 {
				return payload, nil
			}
			continue
		}
		start := len(payload)
		payload = append(payload, make([]byte, size)...)
		if _, err := io.ReadFull(r, payload[start:]); err != nil {
			return nil, err
		}
	}
}

// chunked cuts a message into chunks and ends it.
func chunked(payload []byte) []byte {
	out := make([]byte, 0, len(payload)+4)
	for len(payload) > 0 {
		size := min(len(payload), math.MaxUint16)
		out = binary.BigEndian.AppendUint16(out, uint16(size))
		out = append(out, payload[:size]...)
		payload = payload[size:]
	}
	return append(out, 0, 0)
}
