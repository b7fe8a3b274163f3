package tunnelcore

import (
	"math/rand/v2"
	"time"
)

// The waits between tries grow from minWait to maxWait and are all jitter, so
// that the clients of a server that comes back do not come back all at once.
const (
	minWait = 200 * time.Millisecond
	maxWait = 30 * time.Second
)

// backoff counts failures in a row.
type backoff struct {
	failures int
	soon     time.Time // the server is expected back until then
}

// A server that said it restarts is tried at least every second until some
// time after its grace.
const (
	soonWait = time.Second
	soonMore = 15 * time.Second
	maxGrace = 5 * time.Minute
)

// expect says that the server will be back within grace.
func (b *backoff) expect(grace time.Duration) {
	b.soon = time.Now().Add(min(grace, maxGrace) + soonMore)
}

// next is how long to wait before the next try: anything up to a bound that
// doubles with each failure.
func (b *backoff) next() time.Duration {
	bound := minWait << min(b.failures, 10)
	b.failures++
	if time.Now().Before(b.soon) {
		bound = min(bound, soonWait)
	}
	return rand.N(min(bound, maxWait)) //nolint:gosec // nobody gains by guessing it
}

func (b *backoff) reset() { b.failures = 0 }
