package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	function := func(body int) string {
		return "func f() {\n" + strings.Repeat("\t_ = 0\n", body) + "}\n"
	}
	const header = "package p\n\n" // 2 lines

	for _, test := range []struct {
		name, file, text string
		want             []string // a part of each finding
	}{
		{"longest function allowed", "a.go", header + function(78), nil},
		{"function too long", "a.go", header + function(79), []string{"a.go:3: f has 81 lines"}},
		{"longest file allowed", "a.go", header + strings.Repeat("\n", 398), nil},
		{"file too long", "a.go", header + strings.Repeat("\n", 399), []string{"a.go: 401 lines"}},
		{"both", "a.go", header + function(400), []string{"a.go: 404 lines", "f has 402 lines"}},
		{"no Go in it", "a.css", strings.Repeat("}\n", 401), []string{"a.css: 401 lines"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), test.file)
			if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			findings, err := check(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) != len(test.want) {
				t.Fatalf("findings %q, want %q", findings, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(findings[i], want) {
					t.Errorf("finding %q, want one with %q", findings[i], want)
				}
			}
		})
	}
}

func TestIsSource(t *testing.T) {
	for name, want := range map[string]bool{
		"server/server.go":         true,
		"frontend/src/App.svelte":  true,
		"testdata/fuzz/FuzzX/1.go": false,
		"tunnelcore/testdata/a.go": false,
		"docs/picture.png":         false,
		"package-lock.json":        false,
	} {
		if got := isSource(name); got != want {
			t.Errorf("isSource(%q) = %v, want %v", name, got, want)
		}
	}
}
