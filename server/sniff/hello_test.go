package sniff

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// readAll reads one hello in every way a connection may bring it: the outcome
// and the bytes taken are the same, and what follows is left.
func readAll(t testing.TB, in []byte) (hello Hello, raw []byte, err error) {
	t.Helper()
	const after = "after the hello"
	whole := append(bytes.Clone(in), after...)
	for name, slow := range map[string]func(io.Reader) io.Reader{
		"whole":        func(r io.Reader) io.Reader { return r },
		"byte by byte": iotest.OneByteReader,
		"half reads":   iotest.HalfReader,
		"EOF early":    iotest.DataErrReader,
	} {
		src := bytes.NewReader(whole)
		h, b, e := ReadHello(slow(src))
		if raw == nil {
			hello, raw, err = h, b, e
		}
		if !reflect.DeepEqual(h, hello) || !bytes.Equal(b, raw) || !errors.Is(e, err) {
			t.Errorf("%s: %+v, %d bytes, %v, not %+v, %d bytes, %v", name, h, len(b), e, hello, len(raw), err)
		}
		if !bytes.HasPrefix(whole, b) || err == nil && !bytes.Equal(b, in) {
			t.Errorf("%s: returned %d bytes that are not the %d sent", name, len(b), len(in))
		}
		if name != "EOF early" && src.Len() != len(whole)-len(b) { // that one reads ahead
			t.Errorf("%s: took %d bytes, returned %d", name, len(whole)-src.Len(), len(b))
		}
	}
	return hello, raw, err
}

// realHellos is what real programs send, and what it says.
func realHellos(t testing.TB) map[string]struct {
	in   []byte
	want Hello
} {
	const shop = "shop.localhost"
	type hello = struct {
		in   []byte
		want Hello
	}
	web := []string{"h2", "http/1.1"}
	padding := "gotunnel-padding-" + strings.Repeat("0", 76)
	all := map[string]hello{
		"go":          {goHello(t, &tls.Config{ServerName: shop, NextProtos: web}), Hello{shop, web}},
		"go TLS 1.2":  {goHello(t, &tls.Config{ServerName: shop, MaxVersion: tls.VersionTLS12}), Hello{shop, nil}},
		"go TLS 1.0":  {goHello(t, &tls.Config{ServerName: shop, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}), Hello{shop, nil}},
		"go no SNI":   {goHello(t, &tls.Config{InsecureSkipVerify: true}), Hello{}},
		"go IP":       {goHello(t, &tls.Config{ServerName: "127.0.0.1"}), Hello{}},
		"go last dot": {goHello(t, &tls.Config{ServerName: shop + "."}), Hello{shop, nil}},
	}
	for name, want := range map[string]Hello{
		"openssl":       {shop, web},
		"openssl-split": {shop, append(web[:2:2], padding, padding, padding, padding)},
		"openssl-tls10": {shop, nil},
		"openssl-tls12": {shop, nil},
		"openssl-nosni": {"", nil},
		"curl":          {shop, web},
		"python":        {shop, nil},
		"node":          {shop, nil},
		"chromium":      {shop, web},
	} {
		all[name] = hello{captured(t, filepath.Join("hello", name)), want}
	}
	return all
}

// goHello is the hello of crypto/tls.
func goHello(t testing.TB, cfg *tls.Config) []byte {
	t.Helper()
	client, server := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = tls.Client(client, cfg).Handshake() // ends when server closes
	}()
	raw, err := readRecords(server)
	server.Close()
	<-done
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestReadHelloReal(t *testing.T) {
	for name, c := range realHellos(t) {
		t.Run(name, func(t *testing.T) {
			got, _, err := readAll(t, c.in)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

// TestReadHelloCut ends a hello after each of its bytes.
func TestReadHelloCut(t *testing.T) {
	for name, c := range realHellos(t) {
		t.Run(name, func(t *testing.T) {
			for n := range c.in {
				hello, raw, err := ReadHello(bytes.NewReader(c.in[:n]))
				if !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.Equal(raw, c.in[:n]) || hello.ServerName != "" {
					t.Fatalf("cut at %d: %+v, %d bytes, %v", n, hello, len(raw), err)
				}
			}
		})
	}
}

// TestReadHelloRecords sends the same hello in records of every size.
func TestReadHelloRecords(t *testing.T) {
	for name, c := range realHellos(t) {
		t.Run(name, func(t *testing.T) {
			msg := payload(t, c.in)
			for size := 1; size <= len(msg); size++ {
				in := records(msg, size)
				got, raw, err := ReadHello(iotest.HalfReader(bytes.NewReader(in)))
				if err != nil || !reflect.DeepEqual(got, c.want) || !bytes.Equal(raw, in) {
					t.Fatalf("records of %d: %+v, %d bytes, %v, want %+v", size, got, len(raw), err, c.want)
				}
			}
		})
	}
}

func TestReadHelloServerName(t *testing.T) {
	const shop = "shop.example"
	long := strings.Repeat("a.", 126) + "a" // 253 bytes, the most a name can have
	for _, c := range []struct {
		name string
		exts []extension
		want string
		err  error
	}{
		{name: "no extensions"},
		{name: "other extensions", exts: []extension{{21, "\x00"}}},
		{name: "plain", exts: []extension{sni(shop)}, want: shop},
		{name: "capitals", exts: []extension{sni("SHOP.Example")}, want: shop},
		{name: "one label", exts: []extension{sni("localhost")}, want: "localhost"},
		{name: "underscore", exts: []extension{sni("a_b.example")}, want: "a_b.example"},
		{name: "punycode", exts: []extension{sni("xn--bcher-kva.example")}, want: "xn--bcher-kva.example"},
		{name: "longest", exts: []extension{sni(long)}, want: long},
		{name: "GREASE around", exts: []extension{{0x0a0a, ""}, sni(shop), {0xfafa, "\x00"}}, want: shop},
		{name: "name of another type", exts: []extension{{0, "\x00\x04\x01\x00\x01a"}}},

		{name: "last dot", exts: []extension{sni(shop + ".")}, err: ErrNotHello},
		{name: "empty", exts: []extension{sni("")}, err: ErrNotHello},
		{name: "empty list", exts: []extension{{0, "\x00\x00"}}, err: ErrNotHello},
		{name: "two names", exts: []extension{{0, "\x00\x08\x00\x00\x01a\x00\x00\x01b"}}, err: ErrNotHello},
		{name: "two extensions", exts: []extension{sni(shop), sni("other.example")}, err: ErrNotHello},
		{name: "list cut short", exts: []extension{{0, "\x00\x09\x00\x00\x01a"}}, err: ErrNotHello},
		{name: "bytes after the list", exts: []extension{{0, "\x00\x04\x00\x00\x01ab"}}, err: ErrNotHello},
		{name: "ALPN empty", exts: []extension{sni(shop), {16, "\x00\x00"}}, err: ErrNotHello},

		{name: "IPv4", exts: []extension{sni("127.0.0.1")}, err: ErrServerName},
		{name: "IPv6", exts: []extension{sni("::1")}, err: ErrServerName},
		{name: "IPv6 in brackets", exts: []extension{sni("[::1]")}, err: ErrServerName},
		{name: "port", exts: []extension{sni(shop + ":443")}, err: ErrServerName},
		{name: "NUL", exts: []extension{sni("shop.example\x00.evil.example")}, err: ErrServerName},
		{name: "CRLF", exts: []extension{sni("shop.example\r\nX: y")}, err: ErrServerName},
		{name: "space", exts: []extension{sni("shop example")}, err: ErrServerName},
		{name: "slash", exts: []extension{sni("../shop")}, err: ErrServerName},
		{name: "UTF-8", exts: []extension{sni("bücher.example")}, err: ErrServerName},
		{name: "Kelvin sign", exts: []extension{sni("\u212a.example")}, err: ErrServerName},
		{name: "wildcard", exts: []extension{sni("*.example")}, err: ErrServerName},
		{name: "two dots", exts: []extension{sni("shop..example")}, err: ErrServerName},
		{name: "too long", exts: []extension{sni(long + "a")}, err: ErrServerName},
		{name: "label too long", exts: []extension{sni(strings.Repeat("a", 64) + ".example")}, err: ErrServerName},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := readAll(t, records(clientHello(c.exts...), maxRecord))
			if got.ServerName != c.want || !errors.Is(err, c.err) {
				t.Errorf("%q, %v, want %q, %v", got.ServerName, err, c.want, c.err)
			}
		})
	}
}

// TestReadHelloThenServe replays a hello that came over a real socket to a TLS
// server, as routing does.
func TestReadHelloThenServe(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate
	defer web.Close()
	client, server := socketPair(t)
	served := make(chan error, 1)
	go func() {
		hello, raw, err := ReadHello(server)
		if err != nil || hello.ServerName != "example.com" {
			t.Errorf("ReadHello = %+v, %v", hello, err)
		}
		served <- tls.Server(replay{server, io.MultiReader(bytes.NewReader(raw), server)}, web.TLS).Handshake()
	}()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	if err := tls.Client(client, &tls.Config{ServerName: "Example.COM", RootCAs: roots}).Handshake(); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

type replay struct {
	net.Conn
	from io.Reader
}

func (r replay) Read(b []byte) (int, error) { return r.from.Read(b) }

// socketPair is the two ends of a TCP connection.
func socketPair(t *testing.T) (client, server net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

func TestReadHelloDeadline(t *testing.T) {
	client, server := socketPair(t)
	half := goHello(t, &tls.Config{ServerName: "shop.example"})[:100]
	if _, err := client.Write(half); err != nil {
		t.Fatal(err)
	}
	if err := server.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	_, raw, err := ReadHello(server)
	if !errors.Is(err, os.ErrDeadlineExceeded) || !bytes.Equal(raw, half) {
		t.Errorf("%d bytes, %v, want %d, %v", len(raw), err, len(half), os.ErrDeadlineExceeded)
	}
}

// TestReadHelloLeavesNothing fails by itself if a goroutine stays behind.
func TestReadHelloLeavesNothing(t *testing.T) {
	hello := goHello(t, &tls.Config{ServerName: "shop.example"})
	synctest.Test(t, func(t *testing.T) {
		for _, in := range [][]byte{hello, hello[:50], []byte("GET / HTTP/1.1\r\n")} {
			_, _, _ = ReadHello(bytes.NewReader(in))
		}
	})
}

func BenchmarkReadHello(b *testing.B) {
	for name, c := range realHellos(b) {
		if name != "go" && name != "chromium" {
			continue
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(c.in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := ReadHello(bytes.NewReader(c.in)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
