package password

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// working has a place for each password that is being hashed, in the whole
// program: memory and processors are the computer's, not a share's.
var working = make(chan struct{}, 2)

// maxWaiting is how many of a share may wait for such a place: 16 take a quarter
// of a second. What comes beyond is told that the share is busy.
const maxWaiting = 16

var errBusy = errors.New("too many tries at once")

// lock is one password of a guard. A changed password is a new lock.
type lock struct {
	open    bool // no password, and all else but changed is of no use
	hash    Hash
	key     []byte                 // signs cookies
	right   atomic.Pointer[[]byte] // digest of the password, once it was seen
	waiting atomic.Int32
	changed context.Context // done when there is another lock
	change  context.CancelFunc
}

func newLock(hash Hash) (*lock, error) {
	if hash.IsZero() {
		return nil, errors.New("a guard needs a password")
	}
	// The salt is random and secret, so neither the password nor a cookie gives the key away.
	key, err := hkdf.Key(sha256.New, slices.Concat(hash.salt, hash.sum), nil, "gotunnel visitor cookie 1", sha256.Size)
	if err != nil {
		return nil, err
	}
	l := &lock{hash: hash, key: key}
	l.changed, l.change = context.WithCancel(context.Background())
	return l, nil
}

func openLock() *lock {
	l := &lock{open: true}
	l.changed, l.change = context.WithCancel(context.Background())
	return l
}

// check tells whether the password is right. It waits for its turn, and returns
// ctx's error or errBusy if that does not come.
func (l *lock) check(ctx context.Context, password string) (bool, error) {
	if len(password) > maxPassword {
		return false, nil
	}
	digest := l.digest(password)
	if seen := l.right.Load(); seen != nil && hmac.Equal(*seen, digest) {
		return true, nil // programs send it with each request, which must not take 30 ms
	}
	if err := l.begin(ctx); err != nil {
		return false, err
	}
	defer func() { <-working }()
	if !l.hash.matches(password) {
		return false, nil
	}
	l.right.Store(&digest)
	return true, nil
}

// begin takes one of the places in working.
func (l *lock) begin(ctx context.Context) error {
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > maxWaiting {
		return errBusy
	}
	select {
	case working <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *lock) digest(password string) []byte {
	mac := hmac.New(sha256.New, l.key)
	mac.Write([]byte("password\x00" + password))
	return mac.Sum(nil)
}

// verdict is what became of a try.
type verdict int

const (
	right verdict = iota
	wrong
	tooMany // wrong ones before
	busy    // or the visitor is gone
)

// try checks a password from an address, if that has tries left; else wait is
// how long it has none.
func (g *Guard) try(ctx context.Context, l *lock, from netip.Prefix, password string) (v verdict, wait time.Duration) {
	password = strings.TrimSpace(password) // what was pasted brings spaces along
	if wait := g.tries.take(from, time.Now()); wait > 0 {
		return tooMany, wait
	}
	ok, err := l.check(ctx, password)
	switch {
	case err != nil:
		g.tries.giveBack(from)
		return busy, 0
	case ok:
		g.tries.giveBack(from)
		return right, 0
	}
	return wrong, 0
}
