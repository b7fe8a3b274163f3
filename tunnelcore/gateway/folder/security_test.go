package folder_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// secret must never be seen by a visitor.
const secret = "secret, not shared"

// layWithSecrets has a secret everywhere a visitor must not get to.
func layWithSecrets(t *testing.T) (dir string) {
	t.Helper()
	outside := lay(t, files{"passwd": secret, "shared/index.html": "home", "sub/passwd": secret})
	dir = filepath.Join(outside, "shared")
	layIn(t, dir, files{
		".env": secret, ".git/config": secret, "docs/.htpasswd": secret, "\u200b.env": secret, "docs/page.html": "page",
		"con": secret, "AUX.txt": secret, "nul.tar.gz": secret, "docs/Com1.html": secret, "lpt\u00b2": secret, "prn .txt": secret,
		"conin$": secret, "COM0": secret, "GIT~1": secret, "HTPASS~1.TXT": secret, "PAGE~12.HTM": secret, "dot.": secret, "space ": secret,
		`docs\secret`: secret, "page.html::$DATA": secret, "page.html:stream": secret,
	})
	return dir
}

func TestHidden(t *testing.T) {
	addr := serve(t, layWithSecrets(t))
	get(t, addr, "/docs/page.html").expect(t, 200, "page")
	targets := map[string][]string{
		"up": {
			"/../passwd", "/docs/../../passwd", "/..", "/docs/..", "/./index.html", "//../passwd", "/docs/.//page.html",
			"/%2e%2e/passwd", "/%2e%2e%2fpasswd", "/..%2fpasswd", "/.%2e/passwd", "/%252e%252e/passwd", "/docs/..%5c..%5cpasswd",
			`/..\passwd`, `/docs\..\..\passwd`, "/%c0%ae%c0%ae/passwd", "/%e0%80%ae%e0%80%ae/passwd", "/%uff0e%uff0e/passwd",
			"/%EF%BC%8E%EF%BC%8E/passwd", "/..%00/passwd", "/...../passwd", "/..;/passwd", "http://shop.localhost/../passwd",
		},
		"dotfiles": {
			"/.env", "/%2eenv", "/.git/config", "/.GIT/config", "/.git/", "/.git", "/docs/.htpasswd", "/%E2%80%8B.env",
			"/.gotunnel", "/.gotunnel/", "/.gotunnel/Reload", "/.gotunnel/reload/", "/.gotunnel//reload",
		},
		"names of Windows": {
			"/con", "/CON", "/AUX.txt", "/nul.tar.gz", "/docs/Com1.html", "/lpt%C2%B2", "/prn%20.txt", "/conin$", "/COM0",
			"/GIT~1", "/HTPASS~1.TXT", "/PAGE~12.HTM", "/dot.", "/space%20", "/docs/page.html.", "/docs/page.html%20", "/docs/page.html...",
			`/docs\secret`, "/docs%5Csecret", "/page.html::$DATA", "/page.html:stream", "/page.html%3Astream", "/C:/passwd", "/c:passwd",
			"//%3F/C:/passwd", "/%5C%5C.%5Cpipe", "/docs./page.html", "/docs%20/page.html",
		},
		"bytes": {"/%00", "/docs/page.html%00", "/docs/page.html%00.txt", "/docs%00/page.html"},
		"length": {
			"/" + strings.Repeat("a", 300), "/" + strings.Repeat("a/", 5000), "/" + strings.Repeat("docs/", 1000) + "page.html",
			"/" + strings.Repeat("%61", 20_000), strings.Repeat("/", 5000) + "docs/page.html",
		},
	}
	for group, list := range targets {
		t.Run(group, func(t *testing.T) {
			for _, target := range list {
				t.Run(target[:min(len(target), 40)], func(t *testing.T) {
					r := get(t, addr, target)
					if r.StatusCode == http.StatusBadRequest && !strings.Contains(r.body, secret) {
						return // net/http refused it
					}
					r.expectMissing(t)
				})
			}
		})
	}
}

func TestLinks(t *testing.T) {
	dir := layWithSecrets(t)
	links := map[string]string{
		"in.html":         "docs/page.html",
		"in":              "docs",
		"docs/up.html":    "../docs/page.html",
		"env.txt":         ".env",
		"out.html":        "../passwd",
		"out":             "../sub",
		"docs/out.html":   "../../passwd",
		"absolute.html":   filepath.Join(dir, "../passwd"),
		"absolute-inside": filepath.Join(dir, "docs/page.html"),
		"absolute":        "/",
		"back.html":       "../shared/index.html",
		"chain.html":      "out.html",
		"chain":           "out/",
		"loop":            "loop",
		"broken.html":     "nothing",
	}
	for name, target := range links {
		link(t, target, filepath.Join(dir, name))
	}
	addr := serve(t, dir)
	for target, body := range map[string]string{
		"/in.html": "page", "/in/page.html": "page", "/docs/up.html": "page", "/in/up.html": "page", "/env.txt": secret, // as the package says
	} {
		get(t, addr, target).expect(t, 200, body)
	}
	for _, target := range []string{
		"/out.html", "/out/passwd", "/out/", "/out", "/docs/out.html", "/absolute.html", "/absolute-inside", "/absolute/etc/passwd",
		"/absolute/", "/back.html", "/chain.html", "/chain/passwd", "/loop", "/loop/", "/broken.html", "/in/../../passwd",
	} {
		t.Run(target, func(t *testing.T) { get(t, addr, target).expectMissing(t) })
	}
}

// An index that leads out is no reason to list the folder, which would say so.
func TestIndexLeadsOut(t *testing.T) {
	dir := layWithSecrets(t)
	must(t, os.Remove(filepath.Join(dir, "index.html")))
	link(t, "../passwd", filepath.Join(dir, "index.html"))
	get(t, serve(t, dir), "/").expectMissing(t)
}

// Someone who may write to the folder swaps files for links while visitors read.
func TestSwapped(t *testing.T) {
	dir := layWithSecrets(t)
	layIn(t, dir, files{"swap.html": "page", "swap/passwd": "page"})
	addr := serve(t, dir)
	done := make(chan struct{})
	var swapping sync.WaitGroup
	defer swapping.Wait()
	defer close(done)
	swapping.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
				swap(dir, i)
			}
		}
	})
	seen := map[string]int{}
	for range 1500 {
		for _, target := range []string{"/swap.html", "/swap/passwd"} {
			r := get(t, addr, target)
			seen[r.body]++
			if strings.Contains(r.body, secret) {
				t.Fatalf("%s: %q", target, r.body)
			}
		}
	}
	if seen["page"] == 0 || len(seen) < 2 {
		t.Errorf("nothing was swapped: %v", seen)
	}
}

// swap puts a link out in place of a file and a folder, or takes it away.
func swap(dir string, i int) {
	for _, name := range []string{"swap.html", "swap"} {
		path, aside := filepath.Join(dir, name), filepath.Join(dir, name+".aside")
		out := map[string]string{"swap.html": "../passwd", "swap": "../sub"}[name]
		if i%2 == 0 {
			_ = os.Rename(path, aside)
			_ = os.Symlink(out, path)
		} else {
			_ = os.Remove(path)
			_ = os.Rename(aside, path)
		}
	}
}
