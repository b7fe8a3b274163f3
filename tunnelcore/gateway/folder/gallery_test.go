package folder_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is refused is not named either.
func TestGalleryHides(t *testing.T) {
	dir := layWithSecrets(t)
	must(t, os.Remove(filepath.Join(dir, "index.html")))
	link(t, "../passwd", filepath.Join(dir, "leak.html"))
	link(t, "../sub", filepath.Join(dir, "leaks"))
	layIn(t, dir, files{"seen.txt": ""})
	body := get(t, serve(t, dir), "/", "Accept: "+browserAccept).body
	if n := strings.Count(body, "<li>"); n != 2 || !strings.Contains(body, "./docs/") || !strings.Contains(body, "./seen.txt") {
		t.Errorf("%d rows, want docs and seen.txt:\n%s", n, body)
	}
	if strings.Contains(body, "secret") || strings.Contains(body, "leak") {
		t.Errorf("it names what is hidden:\n%s", body)
	}
}

func TestGallery(t *testing.T) {
	const odd = `"><b>x.html`
	dir := lay(t, files{
		"page10.html":        "<title>Ten</title>",
		"page2.html":         "<title></title><script>alert(1)</script></title>",
		"evil.html":          "<title>&lt;img src=x onerror=alert(1)&gt;</title>",
		odd:                  "",
		"sub/deep/x.html":    "",
		"logo.svg":           strings.Repeat("x", 41_208),
		"sub/index.html/":    "",
		"other/a/index.html": "",
	})
	addr := serve(t, dir)
	r := get(t, addr, "/", "Accept: "+browserAccept)
	wanted := []string{">Ten<", ">logo.svg<", ">41 kB<", `href="./sub/"`, `href="./other/"`, "&lt;img src=x"}
	if possible(odd) {
		wanted = append(wanted, `href="./%22%3E%3Cb%3Ex.html"`, "&gt;&lt;b&gt;x.html")
	}
	for _, want := range wanted {
		if !strings.Contains(r.body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(r.body, "<img") || strings.Contains(r.body, "<b>") || strings.Contains(r.body, "http:") || strings.Contains(r.body, "https:") {
		t.Error("markup of a file, or an address elsewhere")
	}
	if strings.Index(r.body, "page2.html") > strings.Index(r.body, "page10.html") {
		t.Error("10 comes before 2")
	}
	if csp := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %s", csp)
	}
	get(t, addr, "/", "If-None-Match: "+r.Header.Get("ETag")).expect(t, 304, "")
	layIn(t, dir, files{"new.html": ""})
	if again := get(t, addr, "/", "If-None-Match: "+r.Header.Get("ETag")); again.StatusCode != http.StatusOK || !strings.Contains(again.body, "./new.html") {
		t.Errorf("with a new file: %d", again.StatusCode)
	}
	if deep := get(t, addr, "/sub/deep/").body; !strings.Contains(deep, `href="/sub/"`) || !strings.Contains(deep, "<h1><bdi>deep</bdi></h1>") {
		t.Errorf("no way up:\n%s", deep)
	}
	if empty := get(t, addr, "/sub/index.html/").body; !strings.Contains(empty, "This folder is empty.") {
		t.Errorf("not said to be empty:\n%s", empty)
	}
}
