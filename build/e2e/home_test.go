package e2e

import (
	"os"
	"testing"
)

// home is a person's home folder, in which the client keeps its device key. Two
// homes are two people.
func home(t *testing.T) string { return t.TempDir() }

// environment is what a program gets to see: nothing of the settings, proxies
// and services of whoever runs the tests.
func environment(home string, extra ...string) []string {
	env := []string{"LANG=C.UTF-8", "NO_COLOR=1", "HOME=" + home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	for _, name := range []string{"CONFIG", "DATA", "STATE", "CACHE"} {
		env = append(env, "XDG_"+name+"_HOME="+home+"/"+name)
	}
	return append(env, extra...)
}
