package folder_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stream is a browser that waits for changes.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
}

func listenForChanges(t *testing.T, addr string) *stream {
	t.Helper()
	conn := dial(t, addr)
	fmt.Fprintf(conn, "GET /.gotunnel/reload HTTP/1.0\r\n\r\n") // 1.0: no chunks between the lines
	s := &stream{t, bufio.NewScanner(conn)}
	var header []string
	for s.lines.Scan() && s.lines.Text() != "" {
		header = append(header, s.lines.Text())
	}
	if !strings.Contains(header[0], " 200 ") || !slices.Contains(header, "Content-Type: text/event-stream") {
		t.Fatalf("header %q", header)
	}
	return s
}

// next is the next state; "" at the end.
func (s *stream) next() string {
	s.t.Helper()
	for s.lines.Scan() {
		if state, ok := strings.CutPrefix(s.lines.Text(), "data: "); ok {
			return state
		}
	}
	if err := s.lines.Err(); err != nil {
		s.t.Fatalf("no change was told: %v", err)
	}
	return ""
}

func TestChanges(t *testing.T) {
	above := lay(t, files{"dist/index.html": "x", "dist/sub/a.css": "x", "dist/.git/HEAD": "x"})
	dir := filepath.Join(above, "dist")
	in := func(name string) string { return filepath.Join(dir, name) }
	addr := serve(t, dir)
	s := listenForChanges(t, addr)
	state := s.next()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"a file is written", func() error { return os.WriteFile(in("index.html"), []byte("y"), 0o644) }},
		{"a file in a folder", func() error { return os.WriteFile(in("sub/a.css"), []byte("y"), 0o644) }},
		{"a new file", func() error { return os.WriteFile(in("new.html"), nil, 0o644) }},
		{"saved by renaming", func() error { return os.Rename(in("new.html"), in("index.html")) }},
		{"a file is deleted", func() error { return os.Remove(in("sub/a.css")) }},
		{"new folders", func() error { return os.MkdirAll(in("one/two"), 0o755) }},
		{"a file in a new folder", func() error { return os.WriteFile(in("one/two/a.html"), nil, 0o644) }},
		{"all is deleted", func() error { return os.RemoveAll(dir) }},
	} {
		must(t, step.do())
		next := s.next()
		if next == state || next == "" {
			t.Fatalf("%s: state %q after %q", step.name, next, state)
		}
		state = next
	}
	must(t, os.MkdirAll(dir, 0o755))
	for i := range 5 { // at most three are told of the folder's going and coming
		must(t, os.WriteFile(in("index.html"), []byte{byte(i)}, 0o644))
		if s.next() == "" {
			t.Fatal("the stream ended")
		}
	}
	if other := listenForChanges(t, addr); other.next() == "" {
		t.Error("a second browser was told nothing")
	}
}

// Nothing in the folder changes when it is moved as a whole.
func TestMovedAway(t *testing.T) {
	dir := filepath.Join(lay(t, files{"dist/index.html": "x"}), "dist")
	s := listenForChanges(t, serve(t, dir))
	here := s.next()
	must(t, os.Rename(dir, dir+"-old"))
	away := s.next()
	must(t, os.Rename(dir+"-old", dir))
	if back := s.next(); here == away || away == back || back == "" {
		t.Errorf("here %s, away %s, back %s", here, away, back)
	}
}

func TestCloseEndsStreams(t *testing.T) {
	f := open(t, lay(t, files{"index.html": "x"}))
	s := listenForChanges(t, listen(t, f))
	s.next()
	must(t, f.Close())
	if state := s.next(); state != "" {
		t.Errorf("told %q after Close", state)
	}
}
