package folder

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	// aliveEvery is how often a silent stream says something: half of the
	// shortest idle limit that proxies commonly have, 60 s.
	aliveEvery = 30 * time.Second

	// sendWithin is how long a visitor may take to receive a few bytes.
	sendWithin = 30 * time.Second
)

// changes counts the folder's changes and tells browsers, by server-sent events
// with the name of the present state as data. A page has the name of its own, and
// opens itself again when they differ. So do those of two Folders: a page that
// outlives one may have missed changes.
type changes struct {
	name string

	mu    sync.Mutex
	count int
	next  chan struct{} // closed at the next change
	ended bool
}

func newChanges() *changes {
	return &changes{name: rand.Text(), next: make(chan struct{})}
}

// add tells everyone who waits.
func (c *changes) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	c.count++
	close(c.next)
	c.next = make(chan struct{})
}

// end lets no one wait any more.
func (c *changes) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.ended = true
		close(c.next)
	}
}

// state is the present state's name, and what is closed when it is over.
func (c *changes) state() (name string, over <-chan struct{}, ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fmt.Sprintf("%s-%d", c.name, c.count), c.next, c.ended
}

// ServeHTTP tells the present state, and the next ones until the visitor is gone
// or end is called.
func (c *changes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // for an nginx in between
	if r.Method == http.MethodHead {
		return
	}
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	for told := ""; ; {
		name, over, ended := c.state()
		if ended {
			return
		}
		line := ":\n\n" // a comment
		if name != told {
			line = "data: " + name + "\n\n"
		}
		if send(w, line) != nil {
			return
		}
		told = name
		select {
		case <-over:
		case <-alive.C:
		case <-r.Context().Done():
			return
		}
	}
}

// send has a deadline, where w has deadlines: a visitor who has gone silently is
// found out by the next line.
func send(w http.ResponseWriter, line string) error {
	c := http.NewResponseController(w)
	_ = c.SetWriteDeadline(time.Now().Add(sendWithin))
	if _, err := w.Write([]byte(line)); err != nil {
		return err
	}
	return c.Flush()
}
