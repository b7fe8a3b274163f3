package inspect_test

import (
	"os/exec"
	"strings"
	"testing"

	"gotunnel/tunnelcore/inspect"
)

// The command, run by a real shell and curl, makes the app see the request
// again: the witness writes headers in its own order.
func TestCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	for _, test := range asked {
		t.Run(test.name, func(t *testing.T) {
			app := &witness{}
			s := newShare(t, &inspect.Recorder{}, app.ServeHTTP)
			s.ask(t, test.method, test.path, test.body, test.fields...)
			command := s.r.Curl(s.settled(t, 1).ID, true)
			run(t, command)
			if seen := app.last(t, 2); seen[0] != seen[1] {
				t.Errorf("the app saw\n%q, by curl\n%q", seen[0], seen[1])
			}
			if strings.ContainsAny(command, "\x00\x1b") {
				t.Error("the command has control characters")
			}
		})
	}
}

func run(t *testing.T, command string) {
	t.Helper()
	shell := exec.CommandContext(t.Context(), "sh")
	shell.Stdin = strings.NewReader(command)
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// Upstream is where the command goes; what the Host was is a field.
func TestCurlUpstream(t *testing.T) {
	app := &witness{}
	s := newShare(t, &inspect.Recorder{Upstream: "https://127.0.0.1:3000/"}, app.ServeHTTP)
	s.ask(t, "GET", "/x", "")
	got := s.r.Curl(s.settled(t, 1).ID, true)
	for _, want := range []string{" --url 'https://127.0.0.1:3000/x' ", " --insecure ", " --http1.1 ", " 'Host: 127.0.0.1:"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if s.r.Curl(9, true) != "" {
		t.Error("there is a command for a request that is not kept")
	}
}

// A command that can't do what the request did says so.
func TestCurlRemarks(t *testing.T) {
	app := &witness{}
	s := newShare(t, &inspect.Recorder{MaxBody: 4}, app.ServeHTTP)
	s.ask(t, "POST", "/", "longer")
	id := s.settled(t, 1).ID
	if got := s.r.Curl(id, true); !strings.HasPrefix(got, "# The body is longer than what was kept") || !strings.Contains(got, "'long'") {
		t.Errorf("got %s", got)
	}
	if got := s.r.Curl(id, false); !strings.HasPrefix(got, "# Secrets are hidden") {
		t.Errorf("got %s", got)
	}
}
