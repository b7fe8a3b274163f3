package e2e

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// need returns the path of the first of these programs that is here.
func need(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, strings.Join(names, " or ")+" is not installed here; build/setup/packages.txt says what it is called")
	return ""
}

// missing skips a test that can't run here. On CI it must run, so there it fails.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
