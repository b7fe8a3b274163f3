package agent

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
)

// mostLines is how many lines of the log are kept.
const mostLines = 500

// lines keeps the last lines that were written to it.
type lines struct {
	written changes

	mu    sync.Mutex
	kept  []string
	first int // the number of kept[0], of all lines that there were
}

// Write takes whole lines, as a slog handler writes them.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.written.tell()
	l.kept = append(l.kept, strings.TrimSuffix(string(p), "\n"))
	if over := len(l.kept) - mostLines; over > 0 {
		l.kept = slices.Delete(l.kept, 0, over)
		l.first += over
	}
	return len(p), nil
}

// after are the lines from a number on, the number of the next one, and what is
// closed when that is there.
func (l *lines) after(n int) (some []string, next int, written <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = max(n, l.first)
	return slices.Clone(l.kept[n-l.first:]), l.first + len(l.kept), l.written.wait()
}

// Log implements [localapi.Agent].
func (a *Agent) Log(ctx context.Context, follow bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		n := 0
		for {
			some, next, written := a.recent.after(n)
			for _, line := range some {
				if !yield(line) {
					return
				}
			}
			n = next
			if !follow || !wait(ctx, written) {
				return
			}
		}
	}
}
