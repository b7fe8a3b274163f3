package folder_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gotunnel/tunnelcore/gateway/folder"
)

// home makes a home folder that the package takes for this person's.
func home(t *testing.T, list files) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(lay(t, list))
	must(t, err)
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "my-config"))
	return dir
}

func TestPrivatePlaces(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the places are named as Linux does")
	}
	dir := home(t, files{
		"site/index.html":             "x",
		"site/.output/public/a.html":  "x",
		"Desktop/brand-deck/a.html":   "x",
		"Documents/":                  "",
		"Schreibtisch/a/":             "",
		"my-config/app/deep/":         "",
		".config/user-dirs.dirs":      "# made by xdg\nXDG_DESKTOP_DIR=\"$HOME/Schreibtisch\"\nXDG_MUSIC_DIR=\"$HOME/site\"\n",
		".config/app/":                "",
		".ssh/keys/":                  "",
		".cache/app/build/index.html": "x",
		"Downloads/page.html":         "x",
		"Downloads/more.txt":          "x",
	})
	link(t, dir, filepath.Join(dir, "site", "link"))
	link(t, filepath.Join(dir, "site"), filepath.Join(dir, "my-site"))
	for _, path := range []string{
		".", "Desktop", "Documents", "Downloads", "Downloads/page.html", "Schreibtisch", "my-config", "my-config/app/deep",
		".config", ".config/app", ".ssh", ".ssh/keys", ".cache", ".cache/app", "site/link", "site/link/Desktop", "site/..",
	} {
		t.Run("refused "+path, func(t *testing.T) { expectRefused(t, in(dir, path)) })
	}
	for _, path := range []string{
		"site", "site/.output/public", "Desktop/brand-deck", "Schreibtisch/a", ".cache/app/build", "my-site", "site/index.html",
	} {
		t.Run("shared "+path, func(t *testing.T) {
			open(t, in(dir, path))
			if s, err := folder.Inspect(in(dir, path)); err != nil || s.Refused != "" {
				t.Errorf("Inspect: %+v, %v", s, err)
			}
		})
	}
}

// A folder above a home folder is as private as that.
func TestAbovePrivatePlaces(t *testing.T) {
	dir := lay(t, files{"people/kim/site/index.html": "x", "people/kim/Desktop/plans.txt": "x", "public/index.html": "x"})
	t.Setenv("HOME", filepath.Join(dir, "people/kim"))
	t.Setenv("USERPROFILE", filepath.Join(dir, "people/kim"))
	expectRefused(t, filepath.Join(dir, "people"))
	expectRefused(t, dir)
	open(t, filepath.Join(dir, "public"))
}

func in(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return dir + "/" + path
}

func expectRefused(t *testing.T, path string) {
	t.Helper()
	f, err := folder.Open(path)
	if err == nil {
		_ = f.Close()
	}
	var refused *folder.RefusedError
	if !errors.As(err, &refused) {
		t.Fatalf("Open: %v", err)
	}
	s, err := folder.Inspect(path)
	if err != nil || !strings.HasPrefix(s.Refused, "That folder ") {
		t.Errorf("Inspect: %+v, %v", s, err)
	}
}

func TestRefusedWords(t *testing.T) {
	for want, e := range map[string]folder.RefusedError{
		"That folder has 41,208 files, including private ones. Choose a smaller folder.":            {Files: 41208},
		"That folder has 2 files, including private ones. Choose a smaller folder.":                 {Files: 2},
		"That folder has more than 100,000 files, including private ones. Choose a smaller folder.": {Files: 100_000, More: true},
		"That folder has 1,234,567 files, including private ones. Choose a smaller folder.":         {Files: 1_234_567},
		"That folder is for private files. Choose another one.":                                     {Files: 1},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%+v: %s", e, got)
		}
	}
}

func TestInspect(t *testing.T) {
	dir := lay(t, files{
		"a.html": "12345", "b.HTM": "1", "c.css": "12", "sub/d.html": "1", "sub/deep/e.png": "123",
		".git/config": "hidden", "sub/.env": "hidden", "con": "hidden", "index.html/": "",
	})
	link(t, "a.html", filepath.Join(dir, "link.html"))
	link(t, "/etc/passwd", filepath.Join(dir, "out.html"))
	link(t, ".", filepath.Join(dir, "loop"))
	want := folder.Summary{Files: 6, Bytes: 17, HTMLFiles: 4}
	expectSummary(t, dir, want)
	expectSummary(t, filepath.Join(dir, "b.HTM"), want)
	must(t, os.Remove(filepath.Join(dir, "index.html")))
	layIn(t, dir, files{"index.html": ""})
	want.Files, want.HTMLFiles, want.HasIndex = 7, 5, true
	expectSummary(t, dir, want)
}

func expectSummary(t *testing.T, path string, want folder.Summary) {
	t.Helper()
	if got, err := folder.Inspect(path); err != nil || got != want {
		t.Errorf("%s: %+v, %v; want %+v", path, got, err, want)
	}
}

func TestOpenErrors(t *testing.T) {
	dir := lay(t, files{"a.pdf": "", ".hidden.html": "", "con.html": "", "dir.html/": ""})
	link(t, "/etc/passwd", filepath.Join(dir, "out.html"))
	for name, want := range map[string]string{
		"nothing":      "no such file",
		"a.pdf":        "neither a folder nor an HTML file",
		".hidden.html": "visitors can't open",
		"con.html":     "visitors can't open",
		"out.html":     "visitors can't open",
	} {
		if !possible(name) {
			continue
		}
		path := filepath.Join(dir, name)
		_, err := folder.Open(path)
		_, inspectErr := folder.Inspect(path)
		if err == nil || inspectErr == nil || err.Error() != inspectErr.Error() {
			t.Fatalf("%s: Open %v, Inspect %v", name, err, inspectErr)
		}
		if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := folder.Open(filepath.Join(dir, "nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
}

func TestStart(t *testing.T) {
	dir := lay(t, files{"a b%#?é.html": "odd", "index.html": "home", "dir.html/x.html": "x"})
	for name, want := range map[string][2]string{
		"":                {"/", "home"},
		"index.html":      {"/", "home"},
		"a b%#?é.html":    {"/a%20b%25%23%3F%C3%A9.html", "odd"},
		"dir.html/x.html": {"/x.html", "x"},
	} {
		if !possible(name) {
			continue
		}
		f := open(t, filepath.Join(dir, name))
		if f.Start() != want[0] {
			t.Errorf("%s starts at %s, want %s", name, f.Start(), want[0])
		}
		get(t, listen(t, f), f.Start()).expect(t, 200, want[1])
	}
	t.Chdir(dir)
	get(t, serve(t, "."), "/").expect(t, 200, "home")
}
