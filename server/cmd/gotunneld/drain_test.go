package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// The answer of an app, in two halves.
const (
	firstHalf  = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhello"
	secondHalf = "world"
)

func TestDrainLetsADownloadFinish(t *testing.T) {
	p := gotunneld(t, "--admin-listen", "127.0.0.1:0")
	operations := p.logged("operator's page").Addr
	addr := p.logged("listening").Addr
	s := share(t, addr, p.logged("clients need the pin of this server's key").Pin, "")
	visitor, app := s.visit(t, "shop.localhost")
	say(t, app, firstHalf)
	expect(t, visitor, firstHalf)

	p.signal(syscall.SIGTERM)
	if drain := await(t, s.drain, "word to the client that the server stops"); drain.GraceMS != 30_000 {
		t.Errorf("the client is told of %d ms, want 30 s", drain.GraceMS)
	}
	if conn, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a new visitor: %v, %v; want refused", conn, err)
	}
	if status, body := get(t, operations, "/healthz", ""); status != http.StatusServiceUnavailable || body != "the server is stopping\n" {
		t.Errorf("health while stopping: %d %q", status, body)
	}

	say(t, app, secondHalf)
	expect(t, visitor, secondHalf)
	if err := app.Close(); err != nil {
		t.Error(err)
	}
	if n, err := visitor.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("after the answer: %d bytes, %v; want the end", n, err)
	}
	visitor.Close()
	if state, rest := p.wait(); !state.Success() {
		t.Errorf("%v:\n%s", state, rest)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := gotunneld(t)
	addr := p.logged("listening").Addr
	s := share(t, addr, p.logged("clients need the pin of this server's key").Pin, "")
	visitor, app := s.visit(t, "shop.localhost")
	say(t, app, firstHalf)
	expect(t, visitor, firstHalf)

	p.signal(syscall.SIGINT)
	await(t, s.drain, "word to the client that the server stops")
	p.signal(syscall.SIGTERM)
	state, rest := p.wait()
	if state.ExitCode() != 1 || !strings.HasSuffix(rest, "gotunneld: ended by a second signal, with visitors not served to the end\n") {
		t.Errorf("%v:\n%s", state, rest)
	}
}
