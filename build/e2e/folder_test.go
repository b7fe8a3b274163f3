package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// A folder of a page and its style: the browser shows it, and every change by
// itself. What is private stays so.
func TestFolder(t *testing.T) {
	t.Parallel()
	s, folder := serveFar(t), t.TempDir()
	for name, text := range map[string]string{
		"index.html": `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="style.css"><h1>First draft</h1>`,
		"style.css":  "h1 { color: rgb(13, 118, 110) }",
		".env":       "TOKEN=secret",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.share("--name", "draft", folder)
	if a := mustOpen(t, visitor(s), s.url("draft")+"/.env"); a.status != 404 {
		t.Errorf("/.env answers %d %q", a.status, a.body)
	}

	tab := newTab(t)
	tab.open(s.url("draft"))
	tab.holds(`document.querySelector("h1").textContent === "First draft"`)
	tab.holds(`getComputedStyle(document.querySelector("h1")).color === "rgb(13, 118, 110)"`)
	edit(t, filepath.Join(folder, "index.html"), "First", "Second")
	tab.holds(`document.querySelector("h1")?.textContent === "Second draft"`)
	edit(t, filepath.Join(folder, "style.css"), "13, 118, 110", "1, 2, 3")
	tab.holds(`getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)"`)
}
