package agent_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"gotunnel/app/agent"
	"gotunnel/app/localapi"
)

// here is a desk with a program that can be started as a server: it says that it
// listens, and stays until it is ended.
func (d *desk) here() *desk {
	d.t.Helper()
	program := filepath.Join(d.t.TempDir(), "gotunneld")
	script := fmt.Sprintf("#!/bin/sh\necho $$ >>%s/pids\necho listening >&2\nexec sleep 1000\n", d.folder)
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		d.t.Fatal(err)
	}
	d.change = func(c *agent.Config) { c.ServerProgram = program }
	return d
}

// pids are the processes of servers that were started here.
func (d *desk) pids() (all []int) {
	d.t.Helper()
	f, err := os.Open(filepath.Join(d.folder, "pids"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	for {
		var pid int
		if _, err := fmt.Fscanln(f, &pid); err != nil {
			return all
		}
		all = append(all, pid)
	}
}

// After an agent was killed its server may go on; but who listens at its address by
// now may also be anybody.
func TestTryHereBesideAStranger(t *testing.T) {
	d := newDesk(t, "").here()
	stranger, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	at := stranger.Addr().String()
	if err := os.WriteFile(filepath.Join(d.folder, "here.json"), []byte(`{"addr": "`+at+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	client, stop := d.run()
	defer stop()
	now := d.until(client, "a server here", func(s localapi.Snapshot) bool { return s.Server.Here })
	if now.Server.Address == at {
		t.Errorf("a stranger at %s is taken for the server", at)
	}
}

// A server that ended is started again by who asks for that.
func TestTryHereAfterItEnded(t *testing.T) {
	d := newDesk(t, "").here()
	client, stop := d.run()
	defer stop()
	if err := client.TryHere(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, again := range []func() error{
		func() error { return client.TryHere(t.Context()) },
		func() error { return client.Retry(t.Context()) },
	} {
		pid := d.pids()[i]
		if p, err := os.FindProcess(pid); err != nil || p.Kill() != nil {
			t.Fatalf("process %d can't be ended: %v", pid, err)
		}
		for range d.often() {
			if err := again(); err != nil {
				t.Fatal(err)
			}
			if len(d.pids()) == i+2 {
				break
			}
		}
	}
	if n := len(d.pids()); n != 3 {
		t.Errorf("%d were started", n)
	}
}
