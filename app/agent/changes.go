package agent

import "sync"

// changes has everybody who waits told that something is different. It takes no
// other lock, so it may be told while any is held. The zero value is ready.
type changes struct {
	mu   sync.Mutex
	next chan struct{} // closed at the next one; nil if nobody waits
}

func (c *changes) tell() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next != nil {
		close(c.next)
		c.next = nil
	}
}

// wait returns what is closed at the next change. Who calls it before looking misses
// none.
func (c *changes) wait() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = make(chan struct{})
	}
	return c.next
}
