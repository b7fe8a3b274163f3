package launch

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Find is the path of another program of ours: beside this one, or else in PATH;
// empty if there is none.
func Find(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}
