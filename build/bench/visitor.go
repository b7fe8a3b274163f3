package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// headCap is the longest request or response head, in bytes, that the bench's
// own visitor and app read. Theirs are below 200; a page in between adds some.
const headCap = 4 << 10

// endpoint is where visitors go.
type endpoint struct {
	Addr string // host:port to connect to
	Host string // for the Host header and SNI
	Mode string // modePlain, modeHello or modeTLS
	Root string // PEM of the app's certificate
}

// visitor is one visitor's connection. It writes requests as bytes and reads
// no more of an answer than it needs, so that the load generator is not what
// is measured.
type visitor struct {
	net.Conn
	in *bufio.Reader
}

// visit opens a connection to e on which everything must have happened before
// the deadline.
func visit(e endpoint, deadline time.Time) (*visitor, error) {
	c, err := (&net.Dialer{Deadline: deadline}).Dial("tcp", e.Addr)
	if err != nil {
		return nil, err
	}
	if err := c.SetDeadline(deadline); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	secured, err := greet(c, e)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &visitor{Conn: secured, in: bufio.NewReaderSize(secured, headCap)}, nil
}

// greet does what the endpoint's mode asks for before HTTP begins.
func greet(c net.Conn, e endpoint) (net.Conn, error) {
	switch e.Mode {
	case modeHello:
		_, err := c.Write(clientHello(e.Host))
		return c, err
	case modeTLS:
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM([]byte(e.Root))
		t := tls.Client(c, &tls.Config{ServerName: e.Host, RootCAs: roots})
		return t, t.Handshake()
	}
	return c, nil
}

// clientHello is the first record that crypto/tls sends to host.
func clientHello(host string) []byte {
	var c helloConn
	_ = tls.Client(&c, &tls.Config{ServerName: host}).Handshake() // ends at the first read
	return c.sent.Bytes()
}

// helloConn keeps what is written and has nothing to read.
type helloConn struct {
	net.Conn
	sent bytes.Buffer
}

func (c *helloConn) Write(b []byte) (int, error) { return c.sent.Write(b) }
func (c *helloConn) Read([]byte) (int, error)    { return 0, io.EOF }
func (c *helloConn) Close() error                { return nil }

// request is the head of a request, with the empty line.
func request(e endpoint, method, target, fields string) []byte {
	return []byte(method + " " + target + " HTTP/1.1\r\nHost: " + e.Host + "\r\n" + fields + "\r\n")
}

// small is one exchange of the request for a body of smallBody bytes.
func (v *visitor) small(req []byte) error {
	if _, err := v.Write(req); err != nil {
		return err
	}
	n, err := v.answer()
	if err != nil {
		return err
	}
	if n != smallBody {
		return fmt.Errorf("a body of %d bytes, not %d", n, smallBody)
	}
	_, err = v.in.Discard(smallBody)
	return err
}

// answer reads the head of an answer with status 200 and returns the length of
// the body that follows.
func (v *visitor) answer() (int64, error) {
	head, err := readHead(v.in)
	if err != nil {
		return 0, fmt.Errorf("read the answer: %w", err)
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 200 ")) {
		line, _, _ := bytes.Cut(head, []byte("\r\n"))
		return 0, fmt.Errorf("answered %q", line)
	}
	return contentLength(head)
}

func contentLength(head []byte) (int64, error) {
	const name = "Content-Length:"
	for rest := head; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		if len(line) > len(name) && bytes.EqualFold(line[:len(name)], []byte(name)) {
			return strconv.ParseInt(string(bytes.TrimSpace(line[len(name):])), 10, 64)
		}
	}
	return 0, errors.New("the answer has no Content-Length")
}

// readHead reads up to the empty line, at most headCap bytes. What it returns
// is valid until the next read from r.
func readHead(r *bufio.Reader) ([]byte, error) {
	for want := 1; ; want = r.Buffered() + 1 {
		if _, err := r.Peek(want); err != nil {
			return nil, err
		}
		b, err := r.Peek(r.Buffered())
		if err != nil {
			return nil, err
		}
		if end := bytes.Index(b, []byte("\r\n\r\n")); end >= 0 {
			_, err := r.Discard(end + 4)
			return b[:end+4], err
		}
	}
}
