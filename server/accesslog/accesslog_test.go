package accesslog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/accesslog"
)

var began = time.Date(2026, 11, 25, 10, 12, 0, 7e6, time.UTC)

func cart() accesslog.Entry {
	return accesslog.Entry{
		Began: began, Took: 38 * time.Millisecond, Visitor: netip.MustParseAddr("192.0.2.77"), Name: "shop",
		Method: "GET", Target: "/cart?token=secret", Protocol: "HTTP/1.1", Status: 200, Up: 412, Down: 5120,
	}
}

// written is what a log of that kind writes for an entry.
func written(t *testing.T, cfg accesslog.Config, entries ...accesslog.Entry) string {
	t.Helper()
	var b bytes.Buffer
	cfg.Out = &b
	l, err := accesslog.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		l.Put(e)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCommon(t *testing.T) {
	cases := []struct {
		name   string
		change func(*accesslog.Entry)
		want   string
	}{
		{"a request", func(*accesslog.Entry) {}, `192.0.2.0 - - [25/Nov/2026:10:12:00 +0000] "GET /cart HTTP/1.1" 200 5120 shop 412 38`},
		{"an answer that was not seen", func(e *accesslog.Entry) { e.Status = 0 }, `192.0.2.0 - - [25/Nov/2026:10:12:00 +0000] "GET /cart HTTP/1.1" - 5120 shop 412 38`},
		{"a connection", func(e *accesslog.Entry) { e.Method, e.Target, e.Status, e.Protocol = "", "", 0, "TLS" }, `192.0.2.0 - - [25/Nov/2026:10:12:00 +0000] "- - TLS" - 5120 shop 412 38`},
		{"nothing is known", func(e *accesslog.Entry) { *e = accesslog.Entry{Began: began} }, `- - - [25/Nov/2026:10:12:00 +0000] "- - -" - 0 - 0 0`},
		{
			"everything that breaks lines, quotes and terminals",
			func(e *accesslog.Entry) {
				e.Method = "G\r\nET"
				e.Target, e.Name = "/\"\\\x1b]0;x\x07\x7f\xc3\xa9\xff\u202e\x9b31m\r\n\t\x00?q", "a\nb\x1b[2J"
			},
			`192.0.2.0 - - [25/Nov/2026:10:12:00 +0000] "G\x0d\x0aET /\"\\\x1b]0;x\x07\x7f\xc3\xa9\xff\xe2\x80\xae\x9b31m\x0d\x0a\x09\x00 HTTP/1.1" 200 5120 a\x0ab\x1b[2J 412 38`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := cart()
			c.change(&e)
			if got := written(t, accesslog.Config{Format: accesslog.Common}, e); got != c.want+"\n" {
				t.Errorf("%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	const want = `{"time":"2026-11-25T10:12:00.007Z","visitor":"192.0.2.0","name":"shop","method":"GET","path":"/cart",` +
		`"protocol":"HTTP/1.1","status":200,"bytes_up":412,"bytes_down":5120,"ms":38}` + "\n"
	if got := written(t, accesslog.Config{Format: accesslog.JSON}, cart()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	const none = `{"time":"2026-11-25T10:12:00.007Z","bytes_up":0,"bytes_down":0,"ms":0}` + "\n"
	if got := written(t, accesslog.Config{Format: accesslog.JSON}, accesslog.Entry{Began: began}); got != none {
		t.Errorf("%s\nwant\n%s", got, none)
	}
}

func TestPaths(t *testing.T) {
	long := "/" + strings.Repeat("a", 2000)
	for target, want := range map[string]string{
		"/a?b=c": "/a", "/a": "/a", "*": "*", "/?": "/", "?": "",
		"http://shop.localhost/a?b": "/a", "http://u:secret@shop.localhost": "/", "/a://b/c": "/a://b/c",
		long: long[:1024] + "...", "/b?" + long: "/b",
	} {
		e := cart()
		e.Target = target
		var got struct{ Path string }
		if err := json.Unmarshal([]byte(written(t, accesslog.Config{Format: accesslog.JSON}, e)), &got); err != nil {
			t.Fatal(err)
		}
		if got.Path != want {
			t.Errorf("%q: %q, want %q", target, got.Path, want)
		}
	}
}

func TestVisitors(t *testing.T) {
	for _, c := range []struct {
		visitors   accesslog.Visitors
		addr, want string
	}{
		{"", "192.0.2.77", "192.0.2.0"},
		{accesslog.Network, "::ffff:192.0.2.77", "192.0.2.0"},
		{accesslog.Network, "2001:db8:1:2:3::4", "2001:db8:1::"},
		{accesslog.Network, "fe80::1%eth0", "fe80::"},
		{accesslog.Full, "::ffff:192.0.2.77", "192.0.2.77"},
		{accesslog.Full, "2001:db8:1:2:3::4", "2001:db8:1:2:3::4"},
		{accesslog.Nobody, "192.0.2.77", "-"},
	} {
		e := cart()
		e.Visitor = netip.MustParseAddr(c.addr)
		got := written(t, accesslog.Config{Format: accesslog.Common, Visitors: c.visitors}, e)
		if got, _, _ := strings.Cut(got, " "); got != c.want {
			t.Errorf("%s of %s is %s, want %s", c.visitors, c.addr, got, c.want)
		}
	}
}

// A disk that takes nothing costs lines, and nobody's time.
func TestALogThatTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		var messages lockedBuffer
		l, err := accesslog.Open(accesslog.Config{Format: accesslog.Common, Out: w, Logger: slog.New(slog.NewTextHandler(&messages, nil))})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		for range 20_000 {
			l.Put(cart())
		}
		if l.Dropped() < 10_000 || time.Since(start) != 0 {
			t.Errorf("%d dropped in %v", l.Dropped(), time.Since(start))
		}
		if err := l.Close(); err == nil || time.Since(start) != 2*time.Second {
			t.Errorf("Close: %v after %v", err, time.Since(start))
		}
		go func() { _, _ = io.Copy(io.Discard, r) }()
		synctest.Wait()
		if got := messages.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "dropped=") {
			t.Errorf("logged %q", got)
		}
		r.Close()
	})
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// fullDisk takes half of the second write and nothing of the third and fourth.
type fullDisk struct {
	bytes.Buffer
	writes int
}

func (d *fullDisk) Write(p []byte) (int, error) {
	d.writes++
	switch d.writes {
	case 2:
		n, _ := d.Buffer.Write(p[:len(p)/2])
		return n, errors.New("no space left on device")
	case 3, 4:
		return 0, errors.New("no space left on device")
	}
	return d.Buffer.Write(p)
}

// After a disk that was full the next line stands by itself.
func TestADiskThatIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var disk fullDisk
		var messages lockedBuffer
		l, err := accesslog.Open(accesslog.Config{
			Format: accesslog.JSON, Out: &disk, Logger: slog.New(slog.NewTextHandler(&messages, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			l.Put(cart())
			synctest.Wait()
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(disk.String()), "\n")
		if len(lines) != 3 || lines[2] != lines[0] || l.Dropped() != 3 {
			t.Errorf("%d dropped: %q", l.Dropped(), lines)
		}
		if got := messages.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "no space left") {
			t.Errorf("logged %q", got)
		}
	})
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	name, old := filepath.Join(dir, "access.log"), filepath.Join(dir, "access.log.1")
	if err := os.WriteFile(name, []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := accesslog.Open(accesslog.Config{Format: accesslog.Common, File: name})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	put := func() {
		for range 500 { // so few that none is dropped
			wg.Go(func() { l.Put(cart()) })
		}
	}
	put()
	wg.Wait()
	if err := os.Rename(name, old); err != nil {
		t.Fatal(err)
	}
	put()
	if err := l.Reopen(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	first, err1 := os.ReadFile(old)
	second, err2 := os.ReadFile(name)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^192\.0\.2\.0 - - \[.*\] "GET /cart HTTP/1\.1" 200 5120 shop 412 38$`)
	if n := len(line.FindAll(append(first, second...), -1)); n != 1000 || !bytes.HasPrefix(first, []byte("before\n")) || l.Dropped() != 0 {
		t.Errorf("%d whole lines, %d dropped, beginning %.40q", n, l.Dropped(), first)
	}
}

// A folder that is gone costs nothing of the old file.
func TestReopenThatFails(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "logs", "access.log")
	if _, err := accesslog.Open(accesslog.Config{File: name}); err == nil || !strings.Contains(err.Error(), name) {
		t.Fatalf("Open without a folder: %v", err)
	}
	if err := os.Mkdir(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := accesslog.Open(accesslog.Config{Format: accesslog.Common, File: name})
	if err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(dir, "moved")
	if err := os.Rename(filepath.Dir(name), moved); err != nil {
		t.Fatal(err)
	}
	if err := l.Reopen(); err == nil {
		t.Error("Reopen without a folder did not fail")
	}
	l.Put(cart())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(moved, "access.log")); err != nil || bytes.Count(got, []byte("\n")) != 1 {
		t.Errorf("%q, %v", got, err)
	}
}

func TestNoLog(t *testing.T) {
	var l *accesslog.Log
	l.Put(cart())
	if err := errors.Join(l.Reopen(), l.Close()); err != nil {
		t.Error(err)
	}
}

// Whatever visitors send is one line of printable ASCII.
func FuzzLines(f *testing.F) {
	f.Add("GET", "/a?b", "shop")
	f.Add("\r\n\x7f", "/\x1b[31m\u0085\u2028\xff\"\\", "a\x00")
	f.Fuzz(func(t *testing.T, method, target, name string) {
		e := cart()
		e.Method, e.Target, e.Name = method, target, name
		for _, format := range []accesslog.Format{accesslog.Common, accesslog.JSON} {
			got := written(t, accesslog.Config{Format: format}, e)
			if line, ok := strings.CutSuffix(got, "\n"); !ok || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%s: %q", format, got)
			}
			if format == accesslog.JSON && !json.Valid([]byte(got)) {
				t.Errorf("no JSON: %q", got)
			}
		}
	})
}
