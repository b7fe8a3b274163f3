package sniff

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// record is one TLS record.
func record(kind byte, payload string) []byte {
	b := []byte{kind, versionMajor, 1}
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
	return append(b, payload...)
}

// records cuts a handshake message into records of size bytes.
func records(msg []byte, size int) (raw []byte) {
	for len(msg) > 0 {
		n := min(size, len(msg))
		raw = append(raw, record(typeHandshake, string(msg[:n]))...)
		msg = msg[n:]
	}
	return raw
}

// payload takes a message out of its records.
func payload(t testing.TB, raw []byte) (msg []byte) {
	t.Helper()
	for len(raw) > 0 {
		end := recordHead + int(binary.BigEndian.Uint16(raw[3:]))
		msg = append(msg, raw[recordHead:end]...)
		raw = raw[end:]
	}
	return msg
}

// extension is one of a hello's extensions.
type extension struct {
	id   uint16
	data string
}

// sni is the extension that names a server, RFC 6066 section 3.
func sni(name string) extension {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(name)+3))
	b = append(b, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(len(name)))
	return extension{0, string(append(b, name...))}
}

// clientHello is the smallest one there can be, with these extensions.
func clientHello(exts ...extension) []byte {
	body := append([]byte{3, 3}, make([]byte, 32)...) // version and random
	body = append(body, 0, 0, 2, 0x13, 1, 1, 0)       // no session, one cipher, no compression
	if len(exts) > 0 {
		var all []byte
		for _, e := range exts {
			all = binary.BigEndian.AppendUint16(all, e.id)
			all = binary.BigEndian.AppendUint16(all, uint16(len(e.data)))
			all = append(all, e.data...)
		}
		body = binary.BigEndian.AppendUint16(body, uint16(len(all)))
		body = append(body, all...)
	}
	return handshake(typeHello, len(body), string(body))
}

// handshake is a handshake message that says to be size bytes long.
func handshake(kind byte, size int, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(size))
	b[0] = kind
	return append(b, body...)
}

// sized is a good hello of exactly size bytes with its records.
func sized(t *testing.T, size int) []byte {
	t.Helper()
	shop := sni("shop.example")
	for pad := size; pad >= 0; pad-- {
		if raw := records(clientHello(shop, extension{21, strings.Repeat("\x00", pad&0xffff)}), maxRecord); len(raw) == size {
			return raw
		}
	}
	t.Fatalf("no hello of %d bytes", size)
	return nil
}

func TestReadHelloRefused(t *testing.T) {
	good := clientHello(sni("shop.example"))
	half := len(good) / 2
	first, second := string(good[:half]), string(good[half:])
	ends := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for _, c := range []struct {
		name string
		in   []byte
		read int // how many bytes it takes to know
		err  error
	}{
		{"HTTP", []byte(get(hostA)), recordHead, ErrNotHello},
		{"SSH", []byte("SSH-2.0-OpenSSH_9.2\r\n"), recordHead, ErrNotHello},
		{"zeros", make([]byte, 100), recordHead, ErrNotHello},
		{"SSLv2", []byte("\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10"), recordHead, ErrNotHello},
		{"version 4", append([]byte{typeHandshake, 4}, record(typeHandshake, string(good))[2:]...), recordHead, ErrNotHello},
		{"version 2", append([]byte{typeHandshake, 2}, record(typeHandshake, string(good))[2:]...), recordHead, ErrNotHello},
		{"alert", record(21, "\x02\x28"), recordHead, ErrNotHello},
		{"warning, then a hello", ends(record(21, "\x01\x5a"), records(good, maxRecord)), recordHead, ErrNotHello},
		{"change of cipher", ends(record(20, "\x01"), records(good, maxRecord)), recordHead, ErrNotHello},
		{"application data", record(23, string(good)), recordHead, ErrNotHello},
		{"empty record", ends(record(typeHandshake, ""), records(good, maxRecord)), recordHead, ErrNotHello},
		{"record too large", record(typeHandshake, strings.Repeat("\x01", maxRecord+1)), recordHead, ErrNotHello},
		{"another message", records(handshake(2, 4, "abcd"), maxRecord), recordHead + 8, ErrNotHello},
		{"another message, by one byte", record(typeHandshake, "\x02"), recordHead + 1, ErrNotHello},
		{"empty hello", records(handshake(typeHello, 0, ""), maxRecord), recordHead + 4, ErrNotHello},
		{"hello of noise", records(handshake(typeHello, 8, "12345678"), maxRecord), recordHead + 12, ErrNotHello},
		{"hello that ends in a cipher", records(handshake(typeHello, 38, string(good[4:42])), maxRecord), recordHead + 42, ErrNotHello},
		{"byte after the hello in its record", record(typeHandshake, string(good)+"x"), recordHead + len(good) + 1, ErrNotHello},
		{"two hellos in a record", record(typeHandshake, string(good)+string(good)), recordHead + 2*len(good), ErrNotHello},
		{"warning inside", ends(record(typeHandshake, first), record(21, "\x01\x5a"), record(typeHandshake, second)), 2*recordHead + half, ErrNotHello},
		{"empty record inside", ends(record(typeHandshake, first), record(typeHandshake, ""), record(typeHandshake, second)), 2*recordHead + half, ErrNotHello},

		{"16 MiB hello", records(handshake(typeHello, 1<<24-1, "x"), maxRecord), recordHead + 5, ErrHelloSize},
		{"16 MiB hello in tiny records", records(handshake(typeHello, 1<<24-1, "x"), 1), 4 * (recordHead + 1), ErrHelloSize},
		{"hello past the limit by a byte", sized(t, MaxHello+1), 4*recordHead + 3*maxRecord, ErrHelloSize},
		{"tiny records past the limit", records(handshake(typeHello, 60000, strings.Repeat("x", 60000)), 1), MaxHello - MaxHello%6, ErrHelloSize},
	} {
		t.Run(c.name, func(t *testing.T) {
			hello, raw, err := readAll(t, c.in)
			if !errors.Is(err, c.err) || hello.ServerName != "" || hello.ALPN != nil {
				t.Errorf("%+v, %v, want nothing and %v", hello, err, c.err)
			}
			if len(raw) != c.read {
				t.Errorf("took %d bytes, want %d", len(raw), c.read)
			}
		})
	}
}

func TestReadHelloLargest(t *testing.T) {
	hello, raw, err := readAll(t, sized(t, MaxHello))
	if err != nil || hello.ServerName != "shop.example" || len(raw) != MaxHello {
		t.Errorf("%+v, %d bytes, %v", hello, len(raw), err)
	}
}
