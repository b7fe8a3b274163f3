package e2e

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"
)

// load is a handful of visitors who open one link after the other. A connection
// that breaks is what happens when a server ends; an answer that belongs to
// another link, or says that a link is not there, fails the test.
type load struct {
	t     *testing.T
	good  chan struct{} // one for each page, while somebody waits
	end   context.CancelFunc
	wg    sync.WaitGroup
	mu    sync.Mutex
	count map[string]int // outcomes
}

func startLoad(t *testing.T, s *server, names []string) *load {
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{t: t, good: make(chan struct{}), end: cancel, count: map[string]int{}}
	for i := range 8 {
		client := visitor(s)
		client.Transport.(*http.Transport).DisableKeepAlives = i%2 == 0
		l.wg.Go(func() { l.visit(ctx, s, client, names[i:]) })
	}
	t.Cleanup(l.stop)
	return l
}

func (l *load) visit(ctx context.Context, s *server, client *http.Client, names []string) {
	next := time.NewTicker(10 * time.Millisecond) // people do not hammer, and the others share this computer
	defer next.Stop()
	for i := 0; ; i++ {
		select {
		case <-next.C:
		case <-ctx.Done():
			return
		}
		name := names[i%len(names)]
		a, err := open(ctx, client, s.url(name))
		if ctx.Err() == nil {
			l.saw(name, a, err)
		}
	}
}

func (l *load) saw(name string, a answer, err error) {
	outcome := "no answer"
	if err == nil {
		outcome = fmt.Sprint(a.status)
	}
	l.mu.Lock()
	l.count[outcome]++
	l.mu.Unlock()
	switch {
	case err != nil || a.status == http.StatusServiceUnavailable:
	case a.status != http.StatusOK || a.body != name:
		l.t.Errorf("%s answers %d %q", name, a.status, a.body)
	default:
		select {
		case l.good <- struct{}{}:
		default:
		}
	}
}

// await waits for n pages.
func (l *load) await(n int) {
	l.t.Helper()
	limit := time.After(patience)
	for range n {
		select {
		case <-l.good:
		case <-limit:
			l.t.Fatalf("not %d pages in %v", n, patience)
		}
	}
}

// stop ends the visits and tells how they went. It may be called again.
func (l *load) stop() {
	if l.end == nil {
		return
	}
	l.end()
	l.end = nil
	l.wg.Wait()
	l.t.Logf("what visitors got: %v", l.count)
}
