package control

import (
	"crypto/rand"
	"encoding/base64"
	"sync"
	"time"
)

// ticketLife is how long a client has to open a proxy connection.
const ticketLife = 10 * time.Second

// tickets are what proxy connections come with: 256 random bits, good once,
// for ten seconds, for one session. They are found in a map by their value;
// with that much chance in them there is nothing to learn from the time it
// takes.
type tickets struct {
	mu   sync.Mutex
	open map[string]ticket
}

type ticket struct {
	session *Session
	plain   bool
}

// issue makes n tickets. late is called with how many nobody came with.
func (t *tickets) issue(n int, tk ticket, late func(n int)) []string {
	made := make([]string, n)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = map[string]ticket{}
	}
	for i := range made {
		var secret [32]byte
		_, _ = rand.Read(secret[:]) // crypto/rand does not fail
		made[i] = base64.RawURLEncoding.EncodeToString(secret[:])
		t.open[made[i]] = tk
	}
	time.AfterFunc(ticketLife, func() {
		if n := t.expire(made); n > 0 {
			late(n)
		}
	})
	return made
}

func (t *tickets) expire(made []string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, secret := range made {
		if _, ok := t.open[secret]; ok {
			delete(t.open, secret)
			n++
		}
	}
	return n
}

// redeem uses a ticket up if it is one of this kind for this session. A ticket
// shown for another session or kind is used up all the same: somebody else
// has seen it.
func (t *tickets) redeem(secret, session string, plain bool) (*Session, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	tk, ok := t.open[secret]
	delete(t.open, secret)
	switch {
	case !ok:
		return nil, false
	case tk.session.id != session || tk.plain != plain:
		tk.session.failed(1, tk.plain) // nobody else comes with it
		return nil, false
	}
	return tk.session, true
}

// cancel uses up the tickets of that session and kind among those named and
// says how many there were.
func (t *tickets) cancel(tk ticket, secrets []string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, secret := range secrets {
		if have, ok := t.open[secret]; ok && have == tk {
			delete(t.open, secret)
			n++
		}
	}
	return n
}
