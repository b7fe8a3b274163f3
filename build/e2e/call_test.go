package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// result is what a program that ended has said.
type result struct {
	stdout, stderr string // without space around them
	status         int
}

// call runs a program that ends by itself, in a home of its own.
func call(t *testing.T, path string, args ...string) result {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env = environment(home(t))
	return callCommand(t, cmd)
}

// callCommand is call for a prepared command.
func callCommand(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	status := start(t, cmd).exit()
	return result{strings.TrimSpace(stdout.String()), strings.TrimSpace(stderr.String()), status}
}

// mustCall is call for a program that has to succeed; it returns its output.
func mustCall(t *testing.T, path string, args ...string) string {
	t.Helper()
	got := call(t, path, args...)
	if got.status != 0 {
		t.Fatalf("%s %s: status %d\n%s\n%s", path, strings.Join(args, " "), got.status, got.stdout, got.stderr)
	}
	return got.stdout
}
