package folder

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSystemPlaces(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the places are named as Linux does")
	}
	for path, want := range map[string]bool{
		"/": true, "/etc": true, "/etc/ssl/certs": true, "/home": true, "/root": true, "/usr": true, "/usr/share": true, "/proc/self": true,
		"/var": true, "/dev": true, "/tmp": true, "/mnt": true, "/usr/share/doc": false, t.TempDir(): false,
	} {
		if _, err := os.Stat(path); err != nil {
			t.Logf("not here: %s", path)
			continue
		}
		if got := isPrivate(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestCountStops(t *testing.T) {
	root := folderOf(t, 300, "")
	for name, tt := range map[string]struct {
		limit  int
		within time.Duration
		files  int
		more   bool
	}{
		"all of them": {1000, time.Hour, 300, false},
		"some":        {100, time.Hour, 256, true}, // it looks after each part of 256
		"no time":     {1000, 0, 0, true},
	} {
		c := count(root, tt.limit, tt.within)
		if c.Files != tt.files || c.More != tt.more {
			t.Errorf("%s: %d, more %v; want %d, %v", name, c.Files, c.More, tt.files, tt.more)
		}
	}
}

// folderOf makes a folder of n pages with the same title.
func folderOf(t *testing.T, n int, title string) *os.Root {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		page := fmt.Sprintf("<title>%s</title>", title)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("page-%d.html", i)), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root
}

func TestTitles(t *testing.T) {
	long := strings.Repeat("ä", 200)
	for page, want := range map[string]string{
		"<!doctype html><title>Check out</title>":                "Check out",
		"<TITLE\nlang=en>\n  Check \t\n out </TITLE>":            "Check out",
		"<title>a &amp; b &lt;i&gt; &eacute;</title>":            "a & b <i> é",
		"<title>a <b>c</b></title>":                              "a <b>c</b>",
		"<!-- <title>no</title> --><title>yes</title>":           "yes",
		"<script>'<title>no</title>'</script><title>yes</title>": "yes",
		"<title>" + long + "</title>":                            strings.Repeat("ä", 149) + "…",
		"<title></title>":                                        "",
		"<title>cut off":                                         "",
		"<title>caf\xe9</title>":                                 "",
		"<body><title>no</title>":                                "",
		"<svg><title>no</title></svg>":                           "",
		"no page":                                                "",
		"":                                                       "",
		"\x00\xff<title":                                         "",
		"<style>" + strings.Repeat("a", titleHead) + "</style><title>late": "",
		strings.Repeat(" ", titleHead-20) + "<title>just</title>":          "just",
		strings.Repeat(" ", titleHead-14) + "<title>just</title>":          "",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.html"), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := readTitle(root, "a.html"); got != want {
			t.Errorf("%.80q: %q, want %q", page, got, want)
		}
		_ = root.Close()
	}
}

// Ten thousand files are read once, and one that changes once more.
func TestManyTitles(t *testing.T) {
	const many = 10_000
	root := folderOf(t, many, "Title")
	cache := titles{budget: time.Hour}
	look := func() []string {
		dir, _, err := open(root, ".")
		if err != nil {
			t.Fatal(err)
		}
		defer dir.Close()
		l, err := list(root, ".", dir, maxListed)
		if err != nil || len(l.pages) != many || l.more {
			t.Fatalf("%d pages, more %v, %v", len(l.pages), l.more, err)
		}
		return cache.of(root, ".", l.pages)
	}
	change := func(name, content string) {
		if err := os.WriteFile(filepath.Join(root.Name(), name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		name  string
		do    func()
		reads int
		first string // page-0.html
	}{
		{"first look", func() {}, many, "Title"},
		{"second look", func() {}, 0, "Title"},
		{"one changed", func() { change("page-0.html", "<title>Other</title>!") }, 1, "Other"},
		{"no time to read", func() { cache.budget = 0; change("page-0.html", "<title>Third</title>!!") }, 0, "Other"},
		{"nothing known, no time", func() { clear(cache.known) }, 0, ""},
		{"time again", func() { cache.budget = time.Hour }, many, "Third"},
	} {
		step.do()
		before := cache.reads
		texts := look()
		if n := cache.reads - before; n != step.reads || texts[0] != step.first {
			t.Errorf("%s: %d files read, title %q; want %d, %q", step.name, n, texts[0], step.reads, step.first)
		}
	}
}

func TestListStops(t *testing.T) {
	root := folderOf(t, 50, "")
	dir, _, err := open(root, ".")
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if l, err := list(root, ".", dir, 20); err != nil || len(l.pages) != 20 || !l.more {
		t.Errorf("%d pages, more %v, %v; want 20 and more", len(l.pages), l.more, err)
	}
}

func TestCompareNames(t *testing.T) {
	want := []string{
		"1 x.html", "01.html", "2.html", "a", "A.html", "a02.html", "a2.html", "a10.html", "a10b.html",
		"a99999999999999999999.html", "a100000000000000000000.html", "B", "b.html", "é",
	}
	for range 20 {
		got := slices.Clone(want)
		rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, compareNames)
		if !slices.Equal(got, want) {
			t.Fatalf("got  %q\nwant %q", got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1 kB", 41_208: "41 kB", 999_499: "999 kB", 999_500: "1.0 MB",
		1_449_000: "1.4 MB", 9_960_000: "10 MB", 1 << 62: "4.6 EB",
	} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
