package browser_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gotunnel/app/browser"
)

func TestIsWeb(t *testing.T) {
	for address, want := range map[string]bool{
		"https://shop.share.acme.dev":    true,
		"http://shop.localhost:8080/a?b": true,
		"tcp://share.acme.dev:4000":      false,
		"file:///etc/passwd":             false,
		"javascript:alert(1)":            false,
		"https://":                       false,
		"-h":                             false,
		"":                               false,
	} {
		if got := browser.IsWeb(address); got != want {
			t.Errorf("IsWeb(%q) = %v", address, got)
		}
	}
}

// opener puts a program in place of what opens links here.
func opener(t *testing.T, script string) (said string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the system opens links")
	}
	dir := t.TempDir()
	said = filepath.Join(dir, "said")
	text := "#!/bin/sh\n" + strings.ReplaceAll(script, "SAID", said) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(text), 0o700); err != nil { //nolint:gosec // it runs
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return said
}

func TestOpen(t *testing.T) {
	said := opener(t, `echo "$@" >SAID`)
	if err := browser.Open("https://shop.share.acme.dev/a?b=c"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(said); string(text) != "https://shop.share.acme.dev/a?b=c\n" {
		t.Errorf("opened %q, %v", text, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	said := opener(t, `echo "$@" >SAID`)
	if err := browser.Open("file:///etc/passwd"); !errors.Is(err, browser.ErrNotWeb) {
		t.Errorf("a file: %v", err)
	}
	if _, err := os.Stat(said); err == nil {
		t.Error("a file was opened")
	}
}

func TestOpenTellsOfFailure(t *testing.T) {
	opener(t, "exit 3")
	if err := browser.Open("https://shop.share.acme.dev"); err == nil {
		t.Error("no word of a browser that can't be opened")
	}
}
