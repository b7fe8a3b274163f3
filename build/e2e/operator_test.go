package e2e

import (
	"os/exec"
	"testing"
)

// The first day of an operator and of the person they invite is a script, so that
// it can be read and run by hand.
func TestOperatorScript(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	got := callCommand(t, exec.Command("sh", "../operator.sh", programs, freePort(t)))
	if got.status != 0 {
		t.Errorf("status %d\n%s\n%s", got.status, got.stdout, got.stderr)
	}
}
