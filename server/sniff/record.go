package sniff

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
)

// TLS records and handshake messages, RFC 8446 sections 4 and 5.1.
const (
	recordHead    = 5 // type, version, length
	typeHandshake = 22
	maxRecord     = 1 << 14
	messageHead   = 4 // type, length of 3 bytes
	typeHello     = 1
	versionMajor  = 3 // SSL 3.0 and every TLS
)

// message counts how far the handshake message in the records has come.
type message struct {
	head []byte // its first bytes, messageHead at most
	size int    // of all its bytes so far
}

// readRecords reads whole records until a ClientHello is complete. It returns
// what it read with an error too.
func readRecords(r io.Reader) (raw []byte, err error) {
	var m message
	for {
		var payload []byte
		if raw, payload, err = readRecord(r, raw); err != nil {
			return raw, err
		}
		if done, err := m.add(payload); done || err != nil {
			return raw, err
		}
	}
}

// readRecord appends one record to raw; payload is within it.
func readRecord(r io.Reader, raw []byte) (all, payload []byte, err error) {
	start := len(raw)
	if raw, err = readMore(r, raw, recordHead); err != nil {
		return raw, nil, err
	}
	head := raw[start:]
	size := int(binary.BigEndian.Uint16(head[3:]))
	if head[0] != typeHandshake || head[1] != versionMajor || size == 0 || size > maxRecord {
		return raw, nil, ErrNotHello
	}
	raw, err = readMore(r, raw, size)
	return raw, raw[start+recordHead:], err
}

// readMore appends n bytes to raw, or as many as there are.
func readMore(r io.Reader, raw []byte, n int) ([]byte, error) {
	if len(raw)+n > MaxHello {
		return raw, ErrHelloSize
	}
	raw = slices.Grow(raw, n)
	got, err := io.ReadFull(r, raw[len(raw):len(raw)+n])
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return raw[:len(raw)+got], err
}

// add takes in the payload of the next record and reports whether the message
// ends with it.
func (m *message) add(payload []byte) (done bool, err error) {
	m.size += len(payload)
	m.head = append(m.head, payload[:min(len(payload), messageHead-len(m.head))]...)
	if m.head[0] != typeHello {
		return false, ErrNotHello
	}
	if len(m.head) < messageHead {
		return false, nil
	}
	want := messageHead + int(m.head[1])<<16 + int(m.head[2])<<8 + int(m.head[3])
	switch {
	case want > MaxHello:
		return false, ErrHelloSize
	case m.size > want:
		return false, ErrNotHello
	}
	return m.size == want, nil
}

// replayed is the connection that crypto/tls reads a hello from. Alerts written
// to it go nowhere.
type replayed struct {
	net.Conn // nil: nothing else is called
	rest     []byte
}

func (c *replayed) Read(b []byte) (int, error) {
	if len(c.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *replayed) Write(b []byte) (int, error) { return len(b), nil }
