package launch

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// find is the program of that name beside this one, or else in PATH.
func find(name string) (path string, ok bool) {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside, true
		}
	}
	path, err := exec.LookPath(name)
	return path, err == nil
}
