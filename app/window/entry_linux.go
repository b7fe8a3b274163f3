package window

import (
	"context"
	_ "embed" // what is put in place
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"gotunnel/app/desktopentry"
	"gotunnel/app/wholefile"
)

// entryTXT is the entry that packages install; its program is the one in PATH.
//
//go:embed linux/gotunnel.desktop
var entryTXT string

//go:embed icon/gotunnel.svg
var iconSVG []byte

const (
	entryFile = "applications/gotunnel.desktop"
	iconFile  = "icons/hicolor/scalable/apps/gotunnel.svg"
	// ours begins an entry that was written here. Without it somebody else did, who
	// knows better.
	ours = "# Written by Gotunnel when it starts. To change it, remove this line first.\n"
)

// installEntry has the desktop know the program and its links, where no package
// did that.
func installEntry(ctx context.Context) {
	self, err := os.Executable()
	if err != nil || !isInstalled(self) {
		return
	}
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		home, err := os.UserHomeDir()
		if err != nil {
			return
		}
		data = filepath.Join(home, ".local", "share")
	}
	if err := writeEntry(ctx, self, data, systemData()); err != nil {
		slog.Warn("the desktop was not told of gotunnel's links", "error", err)
	}
}

// isInstalled tells whether a program is where it will stay: not among temporary
// files, nor where it is developed.
func isInstalled(self string) bool {
	if strings.HasPrefix(self, filepath.Clean(os.TempDir())+"/") {
		return false
	}
	for dir := filepath.Dir(self); dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return false
		}
	}
	return true
}

// systemData are the folders of what is installed for everybody.
func systemData() []string {
	dirs := os.Getenv("XDG_DATA_DIRS")
	if dirs == "" {
		dirs = "/usr/local/share:/usr/share"
	}
	return filepath.SplitList(dirs)
}

// writeEntry puts the entry for a program into a person's folder of data, unless
// it is there. If there is one for everybody, an older one of ours makes way.
func writeEntry(ctx context.Context, program, data string, system []string) error {
	file := filepath.Join(data, entryFile)
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	isOurs := strings.HasPrefix(string(old), ours)
	if isForAll(system) {
		if isOurs {
			return errors.Join(os.Remove(file), refresh(ctx, data))
		}
		return nil
	}
	text, err := entryFor(program)
	if err != nil || string(old) == text || err == nil && len(old) > 0 && !isOurs {
		return err
	}
	if err := wholefile.Write(filepath.Join(data, iconFile), iconSVG, 0o644); err != nil {
		return err
	}
	if err := wholefile.Write(file, []byte(text), 0o644); err != nil {
		return err
	}
	return errors.Join(refresh(ctx, data), handleLinks(ctx))
}

func isForAll(system []string) bool {
	for _, dir := range system {
		if _, err := os.Stat(filepath.Join(dir, entryFile)); err == nil {
			return true
		}
	}
	return false
}

func entryFor(program string) (string, error) {
	command, err := desktopentry.Exec([]string{program})
	if err != nil {
		return "", err
	}
	return ours + strings.Replace(entryTXT, "Exec=gotunnel-desktop %u", "Exec="+command+" %u", 1), nil
}

// refresh has desktops that keep a list of entries read ours. Others need none.
func refresh(ctx context.Context, data string) error {
	path, err := exec.LookPath("update-desktop-database")
	if err != nil {
		return nil //nolint:nilerr // there is no such list
	}
	return exec.CommandContext(ctx, path, filepath.Join(data, "applications")).Run()
}

// handleLinks has gotunnel:// links opened with the entry, if nothing else does.
func handleLinks(ctx context.Context) error {
	const links = "x-scheme-handler/gotunnel"
	path, err := exec.LookPath("xdg-mime")
	if err != nil {
		return nil //nolint:nilerr // the entry says it, too
	}
	if other, err := exec.CommandContext(ctx, path, "query", "default", links).Output(); err == nil && len(other) > 0 {
		return nil
	}
	return exec.CommandContext(ctx, path, "default", filepath.Base(entryFile), links).Run()
}
