package bolttest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

var errTruncated = errors.New("packstream value is cut short")

// unpacker reads PackStream values from the front of buf. Lengths are checked
// against what is left before anything is allocated: half-written messages are
// among the things this server exists to see.
type unpacker struct {
	buf []byte
}

// unpack reads one value that must fill buf to its end.
func unpack(buf []byte) (any, error) {
	u := unpacker{buf: buf}
	value, err := u.value()
	if err != nil {
		return nil, err
	}
	if len(u.buf) > 0 {
		return nil, fmt.Errorf("%d bytes follow the packstream value", len(u.buf))
	}
	return value, nil
}

func (u *unpacker) value() (any, error) {
	marker, err := u.uint(1)
	if err != nil {
		return nil, err
	}
	m := byte(marker)
	small := int(m & 0x0f)
	switch {
	case m < 0x80, m >= 0xf0:
		return int64(int8(m)), nil
	case m < 0x90:
		return u.text(small)
	case m < 0xa0:
		return u.list(small)
	case m < 0xb0:
		return u.dict(small)
	case m < 0xc0:
		return u.structure(small)
	}
	switch m {
	case 0xc0:
		return nil, nil
	case 0xc1:
		bits, err := u.uint(8)
		return math.Float64frombits(bits), err
	case 0xc2:
		return false, nil
	case 0xc3:
		return true, nil
	case 0xc8, 0xc9, 0xca, 0xcb:
		return u.int(1 << (m - 0xc8))
	case 0xcc, 0xcd, 0xce:
		return sized(u, m-0xcc, u.bytes)
	case 0xd0, 0xd1, 0xd2:
		return sized(u, m-0xd0, u.text)
	case 0xd4, 0xd5, 0xd6:
		return sized(u, m-0xd4, u.list)
	case 0xd8, 0xd9, 0xda:
		return sized(u, m-0xd8, u.dict)
	}
	return nil, fmt.Errorf("unknown packstream marker %#x", m)
}

// sized reads a length of 1<<width bytes and then the value of that length.
func sized[T any](u *unpacker, width byte, read func(int) (T, error)) (any, error) {
	n, err := u.uint(1 << width)
	if err != nil {
		return nil, err
	}
	return read(int(n))
}

func (u *unpacker) bytes(n int) ([]byte, error) {
	if n > len(u.buf) {
		return nil, errTruncated
	}
	out := append([]byte{}, u.buf[:n]...)
	u.buf = u.buf[n:]
	return out, nil
}

func (u *unpacker) text(n int) (string, error) {
	out, err := u.bytes(n)
	return string(out), err
}

func (u *unpacker) uint(width int) (uint64, error) {
	if width > len(u.buf) {
		return 0, errTruncated
	}
	var wide [8]byte
	copy(wide[8-width:], u.buf[:width])
	u.buf = u.buf[width:]
	return binary.BigEndian.Uint64(wide[:]), nil
}

func (u *unpacker) int(width int) (int64, error) {
	bits, err := u.uint(width)
	unused := 64 - 8*width
	return int64(bits<<unused) >> unused, err
}

func (u *unpacker) list(n int) ([]any, error) {
	if n > len(u.buf) {
		return nil, errTruncated
	}
	out := make([]any, n)
	for i := range out {
		var err error
		if out[i], err = u.value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (u *unpacker) dict(n int) (map[string]any, error) {
	if n > len(u.buf) {
		return nil, errTruncated
	}
	out := make(map[string]any, n)
	for range n {
		key, err := u.value()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("packstream map key is a %T, want a string", key)
		}
		if out[name], err = u.value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (u *unpacker) structure(n int) (Struct, error) {
	tag, err := u.uint(1)
	if err != nil {
		return Struct{}, err
	}
	fields, err := u.list(n)
	return Struct{Tag: byte(tag), Fields: fields}, err
}
