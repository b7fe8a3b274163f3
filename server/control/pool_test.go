package control

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// fakeConn is a connection of a pool under test.
type fakeConn struct{ dead, closed bool }

func (c *fakeConn) Alive() bool  { return !c.dead && !c.closed }
func (c *fakeConn) Close() error { c.closed = true; return nil }

// newPool returns a pool and what it has asked for.
func newPool(least int) (*pool[*fakeConn], *[]int) {
	var asked []int
	p := &pool[*fakeConn]{least: least}
	p.ask = func(n int) { asked = append(asked, n) }
	return p, &asked
}

// fill lets everything that was asked for arrive.
func fill(p *pool[*fakeConn], asked *[]int) (arrived []*fakeConn) {
	for len(*asked) > 0 {
		n := (*asked)[0]
		*asked = (*asked)[1:]
		for range n {
			c := &fakeConn{}
			arrived = append(arrived, c)
			p.arrived(c)
		}
	}
	return arrived
}

func mustTake(t *testing.T, p *pool[*fakeConn]) *fakeConn {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	c, err := p.take(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantAsked(t *testing.T, asked *[]int, want ...int) {
	t.Helper()
	if !slices.Equal(*asked, want) {
		t.Fatalf("asked for %v, want %v", *asked, want)
	}
}

func TestThePoolIsRefilledAhead(t *testing.T) {
	p, asked := newPool(2)
	p.warm()
	wantAsked(t, asked, 2)
	fill(p, asked)
	mustTake(t, p)
	wantAsked(t, asked, 1) // one is warm, two are wanted
	fill(p, asked)
	mustTake(t, p)
	mustTake(t, p)
	if fill(p, asked); len(p.idle) != 3 {
		t.Errorf("%d are warm beside 3 in use, want as many", len(p.idle))
	}
}

func TestThePoolIsBounded(t *testing.T) {
	p, asked := newPool(minWarm)
	p.warm()
	fill(p, asked)
	for range 3 * maxWarm {
		mustTake(t, p)
		fill(p, asked)
	}
	if len(p.idle) != maxWarm {
		t.Errorf("%d are warm, want %d", len(p.idle), maxWarm)
	}
}

func TestThePoolShrinks(t *testing.T) {
	p, asked := newPool(minWarm)
	p.warm()
	fill(p, asked)
	var used []*fakeConn
	for range 40 {
		used = append(used, mustTake(t, p))
		fill(p, asked)
	}
	for _, c := range used {
		p.put(c)
	}
	before := len(p.idle)
	p.shrink() // 40 were needed a moment ago
	if len(p.idle) < 40 {
		t.Errorf("%d of %d are left though 40 were needed", len(p.idle), before)
	}
	for range 10 {
		p.shrink()
	}
	if len(p.idle) != minWarm {
		t.Errorf("%d are left when nobody comes, want %d", len(p.idle), minWarm)
	}
	wantAsked(t, asked)
}

func TestADeadIdleConnectionIsReplaced(t *testing.T) {
	p, asked := newPool(2)
	p.warm()
	conns := fill(p, asked)
	conns[1].dead = true
	if c := mustTake(t, p); c != conns[0] || !conns[1].closed {
		t.Errorf("took %p with the dead one closed: %t", c, conns[1].closed)
	}
	fill(p, asked)
	p.idle[0].dead = true
	p.shrink()
	fill(p, asked)
	if len(p.idle) != 2 || p.idle[0].dead || p.idle[1].dead {
		t.Errorf("%d are warm, some of them dead", len(p.idle))
	}
}

// Who waits is not given one that died while it was on its way, which is seen as
// soon as it arrives.
func TestAConnectionThatArrivesDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, asked := newPool(0)
		took := make(chan *fakeConn)
		go func() { took <- mustTake(t, p) }()
		synctest.Wait()
		dead, living := &fakeConn{dead: true}, &fakeConn{}
		p.arrived(dead)
		synctest.Wait()
		wantAsked(t, asked, 2, 1) // another one in its place
		p.arrived(living)
		if c := <-took; c != living || !dead.closed {
			t.Errorf("took %+v with the dead one closed: %t", c, dead.closed)
		}
		if p.used != 1 {
			t.Errorf("%d are in use, want 1", p.used)
		}
	})
}

func TestWhoWaitedLongestIsServedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := newPool(0)
		got, errs := make(chan int, 3), make(chan error, 3)
		for i := range 3 {
			go func() {
				_, err := p.take(t.Context())
				got <- i
				errs <- err
			}()
			synctest.Wait()
		}
		for i := range 3 {
			p.arrived(&fakeConn{})
			synctest.Wait()
			if first, err := <-got, <-errs; first != i || err != nil {
				t.Errorf("number %d was served before %d, %v", first, i, err)
			}
		}
	})
}

// More may wait than may be asked for at once, and none of those served gives
// its connection back.
func TestEverybodyInACrowdIsServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const crowd = 5 * maxAsked
		p, asked := newPool(minWarm)
		served := make(chan struct{}, crowd)
		for range crowd {
			go func() {
				if _, err := p.take(t.Context()); err == nil {
					served <- struct{}{}
				}
			}()
		}
		synctest.Wait()
		if sum := p.asked; sum != maxAsked {
			t.Errorf("%d are on their way, want %d", sum, maxAsked)
		}
		fill(p, asked)
		synctest.Wait()
		if len(served) != crowd {
			t.Errorf("%d of %d were served", len(served), crowd)
		}
	})
}

func TestWhatDidNotComeIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, asked := newPool(0)
		go func() { _, _ = p.take(t.Context()) }()
		synctest.Wait()
		wantAsked(t, asked, 2)
		*asked = nil
		p.failed(2)
		wantAsked(t, asked, 2)
		fill(p, asked)
	})
}

// A place in the queue that is given up does not lose the connection that came
// to it.
func TestGivingUpAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := newPool(0)
		ctx, cancel := context.WithCancel(t.Context())
		_, wait, err := p.takeIdle()
		if err != nil || wait == nil {
			t.Fatal(err)
		}
		p.arrived(&fakeConn{}) // at the same moment
		cancel()
		p.leave(wait)
		if len(p.idle) != 1 || p.used != 0 {
			t.Errorf("%d are warm and %d in use, want 1 and 0", len(p.idle), p.used)
		}
		if _, err := p.take(ctx); err != nil {
			t.Errorf("a warm connection needs no waiting: %v", err)
		}
		if _, err := p.take(ctx); !errors.Is(err, context.Canceled) || len(p.waiting) != 0 || p.used != 1 {
			t.Errorf("%v, %d are waiting and %d in use", err, len(p.waiting), p.used)
		}
	})
}

func TestAClosedPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, asked := newPool(1)
		p.warm()
		idle := fill(p, asked)[0]
		used := mustTake(t, p)
		p.put(used)
		used = mustTake(t, p)
		waited := make(chan error, 1)
		go func() {
			_, err := p.take(t.Context())
			waited <- err
		}()
		synctest.Wait()
		*asked = nil
		p.close()
		if err := <-waited; !errors.Is(err, errPoolClosed) {
			t.Errorf("who waited got %v", err)
		}
		if _, err := p.take(t.Context()); !errors.Is(err, errPoolClosed) {
			t.Errorf("who comes gets %v", err)
		}
		late := &fakeConn{}
		p.put(used)
		p.arrived(late)
		p.shrink()
		p.failed(1)
		p.gone()
		if !used.closed || !late.closed || used == idle && !idle.closed {
			t.Error("a connection outlives its pool")
		}
		wantAsked(t, asked)
	})
}
