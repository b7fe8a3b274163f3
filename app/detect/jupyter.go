package detect

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

const jupyter = "Jupyter"

// guarded reports whether a notebook server asks for a token or a password. It
// writes that into a file of its own, which is read for nothing else. One that
// has no such file is taken for one without.
func guarded(l listener, folders []string) bool {
	for _, p := range append(l.all, l.main) {
		for _, folder := range folders {
			for _, name := range []string{"jpserver-%d.json", "nbserver-%d.json"} {
				if p != nil && asks(folder, fmt.Sprintf(name, p.pid)) {
					return true
				}
			}
		}
	}
	return false
}

func asks(folder, name string) bool {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return false
	}
	defer root.Close()
	text, _ := readSmall(root, name)
	var says struct {
		Token    string `json:"token"`
		Password bool   `json:"password"`
	}
	return json.Unmarshal(text, &says) == nil && (says.Token != "" || says.Password)
}

// runtimeFolders are where Jupyter keeps those files.
func runtimeFolders(system string) []string {
	home, _ := os.UserHomeDir()
	switch system {
	case "windows":
		return []string{filepath.Join(os.Getenv("APPDATA"), "jupyter", "runtime")}
	case "darwin":
		return []string{filepath.Join(home, "Library", "Jupyter", "runtime")}
	}
	folders := []string{filepath.Join(home, ".local", "share", "jupyter", "runtime")}
	for variable, below := range map[string]string{"XDG_DATA_HOME": "jupyter/runtime", "XDG_RUNTIME_DIR": "jupyter", "JUPYTER_RUNTIME_DIR": ""} {
		if dir := os.Getenv(variable); dir != "" {
			folders = append(folders, filepath.Join(dir, below))
		}
	}
	return folders
}
