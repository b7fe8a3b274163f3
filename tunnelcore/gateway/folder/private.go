package folder

import (
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
)

// private is a place that is not shared as a whole.
type private struct {
	path string
	// below is how many levels of folders in it are not shared either;
	// everything is a number that no path reaches.
	below int
}

const everything = 1 << 20

// isPrivate reports whether sharing path would show private files: whether path
// is a private place, is in one where all is private, or has one in it. Folders
// are compared as the disk knows them, so neither upper case nor a second name
// makes a difference.
func isPrivate(path string) bool {
	up := ancestors(path)
	if len(up) < 2 { // the root of a disk
		return true
	}
	for _, p := range privatePlaces() {
		if p.holds(up) || isIn(ancestors(p.path), up[0]) {
			return true
		}
	}
	return false
}

// holds reports whether the folder with these ancestors is the place, or not
// deeper in it than is private.
func (p private) holds(up []fs.FileInfo) bool {
	place, err := os.Stat(p.path)
	if err != nil {
		return false
	}
	return isIn(up[:min(len(up), p.below+1)], place)
}

func isIn(list []fs.FileInfo, folder fs.FileInfo) bool {
	for _, f := range list {
		if os.SameFile(f, folder) {
			return true
		}
	}
	return false
}

// ancestors are the folder itself and those above it, up to the root of the
// disk. It is empty for a folder that does not exist.
func ancestors(path string) (up []fs.FileInfo) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil
	}
	for {
		info, err := os.Stat(path)
		if err != nil {
			return up
		}
		up = append(up, info)
		parent := filepath.Dir(path)
		if parent == path {
			return up
		}
		path = parent
	}
}

// privatePlaces are the system's and this person's.
func privatePlaces() []private {
	places := systemPlaces()
	for _, home := range homes() {
		places = append(places, private{path: home})
		for _, name := range []string{"Desktop", "Documents", "Downloads"} {
			places = append(places, private{path: filepath.Join(home, name)})
		}
		for _, name := range []string{".config", ".ssh", ".gnupg", ".aws", ".kube", ".docker", ".password-store", ".mozilla"} {
			places = append(places, private{filepath.Join(home, name), everything})
		}
		for _, name := range []string{".cache", ".local", "Library", "AppData"} {
			places = append(places, private{filepath.Join(home, name), 1})
		}
		places = append(places, moved(home)...)
	}
	if config, err := os.UserConfigDir(); err == nil {
		places = append(places, private{config, everything})
	}
	return places
}

// homes asks the environment and the system's list of people: a service often has
// only one of them right.
func homes() (list []string) {
	if home, err := os.UserHomeDir(); err == nil {
		list = append(list, home)
	}
	if me, err := user.Current(); err == nil && me.HomeDir != "" {
		list = append(list, me.HomeDir)
	}
	return list
}

// systemPlaces lists what is not anyone's own. Disks that are plugged in appear
// below the last ones.
func systemPlaces() []private {
	if runtime.GOOS == "windows" {
		return []private{
			{os.Getenv("SystemRoot"), everything},
			{os.Getenv("ProgramData"), everything},
			{os.Getenv("ProgramFiles"), 0},
			{os.Getenv("ProgramFiles(x86)"), 0},
		}
	}
	places := []private{
		{"/Applications", 0},
		{"/System", everything},
		{"/Library", 1},
		{"/private", 1},
		{"/media", 2},
		{"/run/media", 2},
		{"/mnt", 1},
		{"/Volumes", 1},
	}
	for _, all := range []string{"/etc", "/proc", "/sys", "/dev", "/boot"} {
		places = append(places, private{all, everything})
	}
	for _, itself := range []string{
		"/bin", "/home", "/lib", "/opt", "/root", "/run", "/sbin", "/srv", "/tmp", "/Users",
		"/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/share", "/var", "/var/lib", "/var/log",
	} {
		places = append(places, private{itself, 0})
	}
	return places
}
