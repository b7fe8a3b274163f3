//go:build !windows

package folder

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// moved reads where a Linux desktop keeps this person's folders, which have
// names in their language: XDG_DESKTOP_DIR="$HOME/Schreibtisch".
func moved(home string) (places []private) {
	file, err := os.Open(filepath.Join(home, ".config", "user-dirs.dirs"))
	if err != nil {
		return nil
	}
	defer file.Close()
	lines := bufio.NewScanner(io.LimitReader(file, 64<<10))
	for lines.Scan() {
		name, value, _ := strings.Cut(strings.TrimSpace(lines.Text()), "=")
		switch name {
		case "XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR", "XDG_DOWNLOAD_DIR":
			value = strings.Replace(strings.Trim(value, `"`), "$HOME", home, 1)
			places = append(places, private{path: value})
		}
	}
	return places
}
