//go:build !windows && !darwin

package clipboard_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/app/clipboard"
)

// screen starts an X server that ends with the test.
func screen(t *testing.T) {
	t.Helper()
	for _, program := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed here; build/setup/packages.txt says what it is called")
		}
	}
	ready, says, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "320x200x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{says}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	says.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	number, err := bufio.NewReader(ready).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("WAYLAND_DISPLAY", "")
}

func TestCopy(t *testing.T) {
	screen(t)
	for _, text := range []string{
		"https://shop.share.acme.dev",
		"https://shop.share.acme.dev\nPassword: amber-otter-lake",
		"größer als 漢字",
	} {
		if err := clipboard.Copy(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		got, err := exec.Command("xclip", "-out", "-selection", "clipboard").Output()
		if err != nil || string(got) != text {
			t.Errorf("xclip pastes %q (%v) and not %q", got, err, text)
		}
	}
}

// fake puts programs on the path, and nothing else.
func fake(t *testing.T, programs map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range programs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

// Each desktop has its own program; the next one is tried where it fails.
func TestChoice(t *testing.T) {
	const keep, fail = `/bin/cat >"$OUT"; echo " by ${0##*/} $*" >>"$OUT"`, "exit 1"
	for name, tt := range map[string]struct {
		wayland, x string
		programs   map[string]string
		want       string
	}{
		"Wayland":                  {"wayland-0", ":0", map[string]string{"wl-copy": keep, "xclip": fail}, "x by wl-copy --type text/plain;charset=utf-8"},
		"Wayland with X programs":  {"wayland-0", ":0", map[string]string{"xclip": keep}, "x by xclip -in -selection clipboard"},
		"X":                        {"", ":0", map[string]string{"wl-copy": fail, "xclip": keep}, "x by xclip -in -selection clipboard"},
		"X without xclip":          {"", ":0", map[string]string{"xsel": keep}, "x by xsel --input --clipboard"},
		"the first does not work":  {"", ":0", map[string]string{"xclip": fail, "xsel": keep}, "x by xsel --input --clipboard"},
		"Wayland that is far away": {"wayland-0", ":0", map[string]string{"wl-copy": fail, "xclip": keep}, "x by xclip -in -selection clipboard"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			t.Setenv("OUT", out)
			t.Setenv("WAYLAND_DISPLAY", tt.wayland)
			t.Setenv("DISPLAY", tt.x)
			fake(t, tt.programs)
			if err := clipboard.Copy(t.Context(), "x"); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(out); string(got) != tt.want+"\n" {
				t.Errorf("it was copied as %q", got)
			}
		})
	}
}

func TestNone(t *testing.T) {
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("DISPLAY", ":0")
	fake(t, nil)
	if err := clipboard.Copy(t.Context(), "x"); !errors.Is(err, clipboard.ErrNone) {
		t.Errorf("without programs: %v", err)
	}
	fake(t, map[string]string{"xclip": "exit 1"})
	if err := clipboard.Copy(t.Context(), "x"); err == nil || errors.Is(err, clipboard.ErrNone) {
		t.Errorf("with one that fails: %v", err)
	}
	t.Setenv("DISPLAY", "")
	fake(t, map[string]string{"xclip": "exit 0"})
	if err := clipboard.Copy(t.Context(), "x"); !errors.Is(err, clipboard.ErrNone) {
		t.Errorf("without a display: %v", err)
	}
}
