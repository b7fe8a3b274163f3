package sniff

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"gotunnel/tunnelcore/wire"
)

// FuzzFeed looks for bytes that are accepted differently when cut differently,
// or that net/http reads as other requests.
func FuzzFeed(f *testing.F) {
	files, err := filepath.Glob("testdata/head/*.hex")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		name, _ := strings.CutSuffix(filepath.Base(file), ".hex")
		f.Add(captured(f, filepath.Join("head", name)), 20)
	}
	for _, in := range []string{
		post(hostA, "Content-Length: 2") + "hi" + get(hostB),
		post(hostA, chunked) + "2;a=b\r\nhi\r\n0\r\nA: b\r\n\r\n" + get(hostB),
		lines("GET http://a.example:80/?x HTTP/1.0", []string{hostA}) + lines("OPTIONS * HTTP/1.1", []string{"Host: [::1]:80"}),
		get(hostA, "Connection: a, upgrade", "Upgrade: b") + "anything",
		get(hostA, "X: a", " folded"), get(hostA, hostB), post(hostA, chunked, "Content-Length: 2"),
	} {
		f.Add([]byte(in), len(in)/2)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		in := string(b)
		whole := drive(t, in)
		sameCut(t, in, whole, everywhere(in)...)
		if cut >= 0 && cut <= len(in) {
			sameCut(t, in, whole, cut)
		}
		if err := agrees(in, whole); err != nil && !stricter(err) {
			t.Error(err)
		}
	})
}

// stricter reports where net/http refuses more, on purpose: a Trailer header
// that announces framing fields, and many chunks that are mostly extension.
// Neither changes where a request ends.
func stricter(err error) bool {
	return strings.Contains(err.Error(), "bad trailer key") ||
		strings.Contains(err.Error(), "chunked encoding contains too much non-data")
}

// FuzzReadHello looks for bytes that are read differently when they come one by
// one or in other records, names that are not canonical, and unnamed errors.
func FuzzReadHello(f *testing.F) {
	for _, c := range realHellos(f) {
		f.Add(c.in)
	}
	f.Add(records(clientHello(sni("shop.example"), extension{0x1a1a, ""}), 7))
	f.Add(records(handshake(typeHello, 1<<24-1, "x"), maxRecord))
	f.Add([]byte("\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10"))
	f.Add([]byte(get(hostA)))
	f.Fuzz(func(t *testing.T, in []byte) {
		hello, raw, err := ReadHello(bytes.NewReader(in))
		if len(raw) > MaxHello || !bytes.HasPrefix(in, raw) {
			t.Fatalf("returned %d bytes of %d", len(raw), len(in))
		}
		if err != nil && !slices.ContainsFunc([]error{ErrNotHello, ErrHelloSize, ErrServerName, io.ErrUnexpectedEOF},
			func(known error) bool { return errors.Is(err, known) }) {
			t.Errorf("err = %v", err)
		}
		slowHello, slowRaw, slowErr := ReadHello(iotest.OneByteReader(bytes.NewReader(in)))
		if !reflect.DeepEqual(hello, slowHello) || !bytes.Equal(raw, slowRaw) || !errors.Is(slowErr, err) {
			t.Errorf("byte by byte: %+v, %v\nwhole: %+v, %v", slowHello, slowErr, hello, err)
		}
		if err != nil {
			return
		}
		if host, err := wire.CanonicalHost(hello.ServerName); hello.ServerName != "" && (err != nil || host != hello.ServerName) {
			t.Errorf("server name %q, canonical %q: %v", hello.ServerName, host, err)
		}
		if again, _, err := ReadHello(bytes.NewReader(records(payload(t, raw), 1000))); err != nil || !reflect.DeepEqual(again, hello) {
			t.Errorf("in other records: %+v, %v, not %+v", again, err, hello)
		}
	})
}
