package keychain_test

import (
	"os"
	"os/exec"
	"testing"
)

// Every Windows has a store.
func TestTheStore(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), insideVariable+"=the system's")
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != unlockedReport {
		t.Errorf("%v, %s", err, out)
	}
}
