package localapi

import (
	"fmt"
	"net"
	"testing"

	"github.com/Microsoft/go-winio"
)

// A pipe that somebody else made first is told nothing.
func TestPipeOfSomebodyElse(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	pipe, err := socketOf(agentName)
	if err != nil {
		t.Fatal(err)
	}
	me, err := self()
	if err != nil {
		t.Fatal(err)
	}
	const administrators = "BA"
	ln, err := winio.ListenPipe(pipe, &winio.PipeConfig{
		SecurityDescriptor: fmt.Sprintf("O:%sD:P(A;;GA;;;%s)", administrators, me),
	})
	if err != nil {
		t.Skip(err) // only an administrator may
	}
	defer ln.Close()
	accepted := make(chan net.Conn, 1)
	go func() { conn, _ := ln.Accept(); accepted <- conn }()
	if conn, err := dial(t.Context(), pipe); err == nil {
		conn.Close()
		t.Error("it was taken for our own")
	}
	if conn := <-accepted; conn != nil {
		conn.Close()
	}
}

// An agent that comes back while somebody still holds on to the last one's pipe.
func TestPipeIsMadeAgain(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for range 2 {
		ln, err := ListenAgent()
		if err != nil {
			t.Fatal(err)
		}
		accepted := make(chan net.Conn, 1)
		go func() { conn, _ := ln.Accept(); accepted <- conn }()
		all, err := sockets()
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		conn, err := dial(t.Context(), all[0])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		(<-accepted).Close()
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
		if all, err := sockets(); err != nil || len(all) != 0 {
			t.Errorf("left behind: %v, %v", all, err)
		}
	}
}
