package e2e

import (
	"bytes"
	"context"
	"strings"
	"sync"
)

// lines are what a process has written so far, standard output and error
// together, in whole lines.
type lines struct {
	mu    sync.Mutex
	all   []string
	more  chan struct{} // closed at the next line or the end; then there is another
	ended bool
}

func newLines() *lines { return &lines{more: make(chan struct{})} }

// at waits for line i. It is false if there will be none, or ctx ended.
func (l *lines) at(ctx context.Context, i int) (string, bool) {
	for {
		l.mu.Lock()
		all, more, ended := l.all, l.more, l.ended
		l.mu.Unlock()
		switch {
		case i < len(all):
			return all[i], true
		case ended:
			return "", false
		}
		select {
		case <-more:
		case <-ctx.Done():
			return "", false
		}
	}
}

func (l *lines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
	l.tellLocked()
}

func (l *lines) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	l.tellLocked()
}

func (l *lines) tellLocked() {
	close(l.more)
	l.more = make(chan struct{})
}

// tail is the last n lines.
func (l *lines) tail(n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.all[max(0, len(l.all)-n):], "\n")
}

// splitter cuts one stream into lines.
type splitter struct {
	to   *lines
	part []byte
}

func (s *splitter) Write(p []byte) (int, error) {
	s.part = append(s.part, p...)
	for {
		line, rest, ok := bytes.Cut(s.part, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		s.to.add(string(bytes.TrimRight(line, "\r")))
		s.part = rest
	}
}
