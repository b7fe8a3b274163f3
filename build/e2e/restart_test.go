package e2e

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// The server ends while visitors come and go, and starts again: every link is
// back by itself, and nobody sees another's page or that a link was lost.
func TestServerRestarts(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"killed": syscall.SIGKILL, "asked to end": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			names, shares := shareMany(t, s, 20, 3)
			load := startLoad(t, s, names)
			load.await(100)

			s.signal(signal)
			began := time.Now()
			select {
			case <-s.gone:
			case <-time.After(40 * time.Second): // it may let visitors finish for 30
				t.Fatal("the server does not end")
			}
			if code := s.cmd.ProcessState.ExitCode(); signal == syscall.SIGTERM && code != 0 {
				t.Errorf("exit status %d, want 0", code)
			}
			t.Logf("the server was gone after %v", time.Since(began).Round(time.Millisecond))

			began = time.Now()
			s.again()
			for _, c := range shares {
				c.next("reconnecting")
				c.next("live")
			}
			client := visitor(s)
			for _, name := range names {
				mustShow(t, client, s.url(name), name)
			}
			t.Logf("%d links were back %v after the server was started", len(names), time.Since(began).Round(time.Millisecond))
			load.await(100)
			load.stop()
		})
	}
}

// shareMany shares n apps, each of which says its name, from several processes.
func shareMany(t *testing.T, s *server, n, processes int) (names []string, shares []*share) {
	t.Helper()
	targets := make([][]string, processes)
	for i := range n {
		name := fmt.Sprintf("app-%d", i)
		names = append(names, name)
		targets[i%processes] = append(targets[i%processes], name+"="+portOf(t, app(t, says(name))))
	}
	for _, args := range targets {
		c := s.share(args...)
		for range args[1:] {
			c.next("live")
		}
		shares = append(shares, c)
	}
	return names, shares
}
