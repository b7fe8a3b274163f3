package certs_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"gotunnel/server/certs"
)

func TestSelfKeepsItsKey(t *testing.T) {
	dir := t.TempDir()
	first, err := certs.Self(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := certs.Self(dir)
	if err != nil {
		t.Fatal(err)
	}
	saved, err := certs.Saved(dir)
	if err != nil {
		t.Fatal(err)
	}
	pin := certs.Pin(first)
	if !regexp.MustCompile(`^sha256:[A-Za-z0-9_-]{43}$`).MatchString(pin) {
		t.Errorf("pin %q has another form", pin)
	}
	if certs.Pin(again) != pin || certs.Pin(saved) != pin {
		t.Errorf("pins %s, %s, %s: want all the same", pin, certs.Pin(again), certs.Pin(saved))
	}
	if !certs.SelfSigned(first) {
		t.Error("SelfSigned = false for a certificate that is")
	}
	if first.Leaf.NotAfter.Year() != 9999 {
		t.Errorf("the certificate ends %v, want never", first.Leaf.NotAfter)
	}
	onlyFile(t, dir, 0o600)
}

// onlyFile checks that dir holds the certificate, with mode, and nothing else.
func onlyFile(t *testing.T, dir string, mode fs.FileMode) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != certs.File {
		t.Fatalf("the folder holds %v, want only %s", entries, certs.File)
	}
	info, err := entries[0].Info()
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != mode {
		t.Errorf("mode %v, want %v", info.Mode(), mode)
	}
}

func TestSelfOfManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	pins := make([]string, 8)
	var wg sync.WaitGroup
	for i := range pins {
		wg.Go(func() {
			cert, err := certs.Self(dir)
			if err != nil {
				t.Error(err)
				return
			}
			pins[i] = certs.Pin(cert)
		})
	}
	wg.Wait()
	for _, pin := range pins {
		if pin != pins[0] {
			t.Fatalf("several keys: %v", pins)
		}
	}
	onlyFile(t, dir, 0o600)
}

func TestSelfLeavesWhatItCannotUse(t *testing.T) {
	good := func(t *testing.T) string {
		dir := t.TempDir()
		if _, err := certs.Self(dir); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, certs.File))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	key := func(text string) string {
		const begin = "-----BEGIN PRIVATE"
		_, rest, _ := strings.Cut(text, begin)
		return begin + rest
	}
	tests := map[string]struct {
		damage func(text string) string
		mode   fs.FileMode
		want   string // part of the error
	}{
		"empty":           {func(string) string { return "" }, 0o600, "is damaged (there is no PEM certificate"},
		"cut in the key":  {func(s string) string { return s[:len(s)-40] }, 0o600, "is damaged (there is no PEM key"},
		"the key is gone": {func(s string) string { return strings.TrimSuffix(s, key(s)) }, 0o600, "is damaged (there is no PEM key"},
		"another's key":   {func(s string) string { return strings.TrimSuffix(s, key(s)) + key(good(t)) }, 0o600, "is damaged (the key belongs to another certificate)"},
		"open to others":  {func(s string) string { return s }, 0o604, "mode 0604): run chmod 600"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := tt.damage(good(t))
			dir := t.TempDir()
			path := filepath.Join(dir, certs.File)
			if err := os.WriteFile(path, []byte(text), tt.mode); err != nil {
				t.Fatal(err)
			}

			_, err := certs.Self(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one with %q and the path", err, tt.want)
			}
			after, _ := os.ReadFile(path)
			if string(after) != text {
				t.Error("the file was changed")
			}
			onlyFile(t, dir, tt.mode)
		})
	}
}

func TestSelfWithoutItsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nothing")
	if _, err := certs.Self(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
	if _, err := certs.Saved(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
}
