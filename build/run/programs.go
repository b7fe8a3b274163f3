//go:build unix

package main

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
)

// server is a running gotunneld.
type server struct {
	*child
	listening chan struct{} // closed when it takes connections
}

func startServer(ctx context.Context, path, addr, data string) (*server, error) {
	c, cmd := prepare(ctx, path, "serve", "--listen", addr, "--domain", "localhost", "--data", data)
	s := &server{child: c, listening: make(chan struct{})}
	ready := sync.OnceFunc(func() { close(s.listening) })
	output := &lines{each: func(line string) {
		s.keep(line)
		if strings.Contains(line, "listening") {
			ready()
		}
	}}
	cmd.Stdout, cmd.Stderr = output, output
	return s, s.launch(cmd)
}

// share is a running "gotunnel share".
type share struct {
	*child
	live chan struct{} // closed when the link works

	url string // set before live is closed
}

func startShare(ctx context.Context, path, addr string, port int) (*share, error) {
	c, cmd := prepare(ctx, path, "share", strconv.Itoa(port), "--server", addr, "--name", "hello", "--json")
	s := &share{child: c, live: make(chan struct{})}
	cmd.Stdout = &lines{each: s.event}
	cmd.Stderr = &lines{each: s.keep}
	return s, s.launch(cmd)
}

// event takes one line of the CLI's --json output.
func (s *share) event(line string) {
	s.keep(line)
	var e struct{ Event, URL string }
	if json.Unmarshal([]byte(line), &e) != nil || e.Event != "live" || s.url != "" {
		return
	}
	s.url = e.URL
	close(s.live)
}

// link is the share's address; valid once live is closed.
func (s *share) link() string { return s.url }
