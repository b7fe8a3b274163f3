package wake

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"testing"
)

// TestInside runs in a network of its own, and takes its only interface up.
func TestInside(t *testing.T) {
	if os.Getenv("GOTUNNEL_INSIDE") == "" {
		t.Skip("a part of TestNetworkChange")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	woke := make(chan string, 1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Watch(ctx, slog.New(slog.DiscardHandler), func(why string) { woke <- why })
	}()
	for why := ""; why == ""; { // until it listens
		for _, state := range []string{"up", "down"} {
			if out, err := exec.CommandContext(t.Context(), "ip", "link", "set", "lo", state).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
		select {
		case why = <-woke:
			if why != "the network changed" {
				t.Errorf("told that %s", why)
			}
		default:
		}
	}
	cancel()
	<-ended
}

func TestNetworkChange(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to have a network of its own")
	}
	for _, tool := range []string{"unshare", "ip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "--net", self, "-test.run=^TestInside$", "-test.v")
	cmd.Env = append(os.Environ(), "GOTUNNEL_INSIDE=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestInside")) {
		t.Errorf("%v: %s", err, out)
	}
}
