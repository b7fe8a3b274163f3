package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPreferences(t *testing.T) {
	name := filepath.Join(t.TempDir(), "folder", "desktop.json")
	p, err := Load(name)
	if p != (Preferences{}) || err != nil {
		t.Errorf("at first: %+v, %v", p, err)
	}
	p = Preferences{Appearance: "dark", Quiet: true}
	if err := p.Save(name); err != nil {
		t.Fatal(err)
	}
	if again, err := Load(name); again != p || err != nil {
		t.Errorf("%+v, %v; want %+v", again, err, p)
	}
}

func TestDamagedPreferencesAreKeptAside(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "desktop.json")
	if err := os.WriteFile(name, []byte(`{"appearance": "da`), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Load(name)
	if p != (Preferences{}) || err == nil || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("%+v, %v", p, err)
	}
	aside, _ := filepath.Glob(name + ".damaged-*")
	if len(aside) != 1 {
		t.Fatalf("kept: %v", aside)
	}
	if text, _ := os.ReadFile(aside[0]); string(text) != `{"appearance": "da` {
		t.Errorf("kept: %s", text)
	}
	if _, err := Load(name); err != nil {
		t.Errorf("after that: %v", err)
	}
}
