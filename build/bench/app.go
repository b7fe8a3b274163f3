package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// appCommand is the argument with which the bench runs itself as the app.
const appCommand = "app"

// The ways in which the app listens and in which visitors speak to it.
const (
	modePlain = "plain" // HTTP
	modeHello = "hello" // a real ClientHello first, then HTTP as it is
	modeTLS   = "tls"   // HTTPS
)

// appAddrs is the line that the app prints when it listens.
type appAddrs struct {
	Addrs map[string]string `json:"addrs"` // by mode
	Root  string            `json:"root"`  // PEM of the certificate behind modeTLS
}

// serveApp is the app behind every path: it answers 100 bytes, streams
// /bulk/BYTES and swallows /sink uploads. It is as lean as can be, so that
// what is measured is the way to it. It blocks until ctx ends.
func serveApp(ctx context.Context, out io.Writer) error {
	cert, err := selfSigned()
	if err != nil {
		return err
	}
	wrap := map[string]func(net.Conn) (net.Conn, error){
		modePlain: func(c net.Conn) (net.Conn, error) { return c, nil },
		modeHello: skipHello,
		modeTLS: func(c net.Conn) (net.Conn, error) { //nolint:unparam // as the others
			return tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}}), nil
		},
	}
	hello := appAddrs{
		Addrs: map[string]string{},
		Root:  string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})),
	}
	for mode, wrap := range wrap {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		hello.Addrs[mode] = ln.Addr().String()
		go acceptApp(ln, wrap)
	}
	if err := json.NewEncoder(out).Encode(hello); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// acceptApp runs until the process ends.
func acceptApp(ln net.Listener, wrap func(net.Conn) (net.Conn, error)) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go serveConn(c, wrap)
	}
}

// serveConn owns c. What goes wrong here shows at the visitor's end, where it
// is counted.
func serveConn(c net.Conn, wrap func(net.Conn) (net.Conn, error)) {
	defer c.Close()
	c, err := wrap(c)
	if err != nil {
		return
	}
	a := appConn{Conn: c, in: bufio.NewReaderSize(c, headCap)}
	for a.answer() == nil {
	}
}

// skipHello reads one TLS record, the ClientHello, and leaves the rest. With
// it a passthrough tunnel has what it routes by, while neither end spends CPU
// on a cipher that would be measured along with the tunnel.
func skipHello(c net.Conn) (net.Conn, error) {
	var head [5]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return nil, err
	}
	_, err := io.CopyN(io.Discard, c, int64(head[3])<<8|int64(head[4]))
	return c, err
}

// appConn is one connection to the app.
type appConn struct {
	net.Conn
	in *bufio.Reader
}

// smallBody is the length of the answer to "GET /".
const smallBody = 100

var smallAnswer = []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n" +
	strings.Repeat("x", smallBody))

// answer reads one request and answers it. It returns an error when the
// connection is at its end.
func (a *appConn) answer() error {
	head, err := readHead(a.in)
	if err != nil {
		return err
	}
	last := bytes.Contains(head, []byte("\r\nConnection: close\r\n"))
	target := requestTarget(head) // a copy: head is overwritten by what comes next
	if n, ok := strings.CutPrefix(target, "/bulk/"); ok {
		return a.bulk(n)
	}
	if n, ok := strings.CutPrefix(target, "/sink/"); ok {
		return a.sink(n)
	}
	if _, err := a.Write(smallAnswer); err != nil {
		return err
	}
	if last {
		return io.EOF
	}
	return nil
}

func requestTarget(head []byte) string {
	_, rest, _ := bytes.Cut(head, []byte(" "))
	target, _, _ := bytes.Cut(rest, []byte(" "))
	return string(target)
}

// bulk sends size bytes of the pattern.
func (a *appConn) bulk(size string) error {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(a, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", n); err != nil {
		return err
	}
	return sendPattern(a, n)
}

// sink takes size bytes and answers with how many were right.
func (a *appConn) sink(size string) error {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return err
	}
	got, wrong := receivePattern(a.in, n)
	body := strconv.FormatInt(got, 10)
	_, err = fmt.Fprintf(a, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	return errors.Join(wrong, err)
}
