package folder_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gotunnel/tunnelcore/gateway/folder"
)

// browserAccept is what a browser sends to open a page.
const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// files is a folder's content by name; a name that ends in / is a folder.
type files map[string]string

// lay writes the files, an hour old, into a new folder; those of them that may be
// called so here.
func lay(t *testing.T, list files) string {
	t.Helper()
	dir := t.TempDir()
	layIn(t, dir, list)
	return dir
}

func layIn(t *testing.T, dir string, list files) {
	t.Helper()
	for name, content := range list {
		if !possible(name) {
			continue
		}
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			must(t, os.MkdirAll(path, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(content), 0o644))
		age(t, path)
	}
}

// possible tells whether this system has files of that name.
func possible(name string) bool {
	return runtime.GOOS != "windows" || utf8.ValidString(name) && !notOfWindows.MatchString(name)
}

// notOfWindows are names with a sign that Windows does not have in them or removes
// from their end, or of a device, whatever they end in.
var notOfWindows = regexp.MustCompile(`(?i)["*:<>?\\|\x00-\x1f]|[. ]$|(^|/)(con|prn|aux|nul|com[0-9]|lpt[0-9²]|conin\$) ?(\.|$)`)

// link makes a symbolic link. Windows may leave that to administrators, and Wine
// makes none.
func link(t *testing.T, target, path string) {
	t.Helper()
	err := os.Symlink(target, path)
	if info, missing := os.Lstat(path); runtime.GOOS == "windows" && (missing != nil || info.Mode().Type() != os.ModeSymlink) {
		t.Skip("there are no links here: ", err)
	}
	must(t, err)
}

// age makes a file an hour old, so that it has an ETag.
func age(t *testing.T, path string) {
	t.Helper()
	then := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(path, then, then))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, path string) *folder.Folder {
	t.Helper()
	f, err := folder.Open(path)
	must(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// serve is the address of a server that shares the folder.
func serve(t *testing.T, dir string) string {
	t.Helper()
	return listen(t, open(t, dir))
}

func listen(t *testing.T, f *folder.Folder) string {
	t.Helper()
	return listenWith(t, f, f)
}

// listenWith is for a handler around the folder's.
func listenWith(t *testing.T, f *folder.Folder, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		_ = f.Close() // ends the streams that the server waits for
		server.Close()
	})
	return server.Listener.Addr().String()
}

type reply struct {
	*http.Response
	body string
}

// get sends a GET with the target exactly as given, which clients would clean.
func get(t *testing.T, addr, target string, header ...string) reply {
	t.Helper()
	return send(t, addr, "GET", target, header...)
}

func send(t *testing.T, addr, method, target string, header ...string) reply {
	t.Helper()
	conn := dial(t, addr)
	defer conn.Close()
	lines := append([]string{method + " " + target + " HTTP/1.1", "Host: shop.localhost"}, header...)
	_, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\nConnection: close\r\n\r\n")
	must(t, err)
	resp, body, err := readReply(conn, method)
	must(t, err)
	return reply{resp, body}
}

// dial connects for 20 s, so that a test fails where something blocks.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	return conn
}

func readReply(conn io.Reader, method string) (*http.Response, string, error) {
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

// expect checks status and whole body.
func (r reply) expect(t *testing.T, status int, body string) {
	t.Helper()
	if r.StatusCode != status || r.body != body {
		t.Errorf("got %d %.200q, want %d %q", r.StatusCode, r.body, status, body)
	}
}

// expectMissing checks that nothing differs from the answer for a file that is
// not there.
func (r reply) expectMissing(t *testing.T) {
	t.Helper()
	r.expect(t, http.StatusNotFound, "There is no such file here.\n")
	if got := r.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %s", got)
	}
	if len(r.Header) != 6 { // Cache-Control, Content-Length, Content-Type, Date, Vary, nosniff
		t.Errorf("a header that says more: %v", r.Header)
	}
}
