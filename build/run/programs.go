//go:build unix

package main

import (
	"context"
	"os/exec"
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
	s.watch(cmd, "listening", s.listening)
	return s, s.launch(cmd)
}

// watch keeps what the process says, and closes ready when it says text.
func (c *child) watch(cmd *exec.Cmd, text string, ready chan struct{}) {
	said := sync.OnceFunc(func() { close(ready) })
	output := &lines{each: func(line string) {
		c.keep(line)
		if strings.Contains(line, text) {
			said()
		}
	}}
	cmd.Stdout, cmd.Stderr = output, output
}
