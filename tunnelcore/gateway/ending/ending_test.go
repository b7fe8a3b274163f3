package ending

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// get asks once, without a connection.
func get(h http.Handler) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	return w.Code
}

// counter counts how often an ending came.
type counter struct{ atomic.Int32 }

func (c *counter) end() { c.Add(1) }

var app = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})

func TestEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		e := New(time.Now().Add(time.Hour), ends.end)
		defer e.Close()
		h := e.Wrap(app)
		time.Sleep(time.Hour - time.Nanosecond)
		if got := get(h); got != http.StatusOK {
			t.Errorf("status %d before the end", got)
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if got := ends.Load(); got != 1 {
			t.Errorf("the end came %d times at its time", got)
		}
		if got := get(h); got != http.StatusGone {
			t.Errorf("status %d after the end", got)
		}
		time.Sleep(24 * time.Hour)
		if got := ends.Load(); got != 1 {
			t.Errorf("the end came %d times a day later", got)
		}
	})
}

func TestWithoutAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		e := New(time.Time{}, ends.end)
		defer e.Close()
		time.Sleep(10 * 365 * 24 * time.Hour)
		if get(e.Wrap(app)) != http.StatusOK || ends.Load() != 0 || !e.Until().IsZero() {
			t.Error("a share without an end has ended")
		}
	})
}

func TestEndedLongAgo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		e := New(time.Now().Add(-time.Hour), ends.end)
		defer e.Close()
		if got := get(e.Wrap(app)); got != http.StatusGone {
			t.Errorf("status %d", got)
		}
		synctest.Wait()
		if got := ends.Load(); got != 1 {
			t.Errorf("the end came %d times", got)
		}
	})
}

func TestExtend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		e := New(time.Now().Add(time.Hour), ends.end)
		defer e.Close()
		steps := []struct {
			name  string
			until time.Time
		}{
			{"later", e.Until().Add(time.Hour)},
			{"never", time.Time{}},
			{"earlier", time.Now().Add(time.Minute)},
		}
		for _, s := range steps {
			if err := e.Extend(s.until); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if !e.Until().Equal(s.until) {
				t.Errorf("%s: until %v, want %v", s.name, e.Until(), s.until)
			}
		}
		last := e.Until()
		if err := e.Extend(time.Now()); err == nil || errors.Is(err, ErrOver) {
			t.Errorf("extended to now: %v", err)
		}
		if !e.Until().Equal(last) {
			t.Errorf("a refused end counts: %v", e.Until())
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if ends.Load() != 1 {
			t.Error("the end did not come a minute later")
		}
		if err := e.Extend(time.Now().Add(time.Hour)); !errors.Is(err, ErrOver) {
			t.Errorf("extended after the end: %v", err)
		}
		if get(e.Wrap(app)) != http.StatusGone {
			t.Error("the share came back")
		}
	})
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		e := New(time.Now().Add(time.Hour), ends.end)
		e.Close()
		e.Close()
		time.Sleep(2 * time.Hour)
		if get(e.Wrap(app)) != http.StatusGone {
			t.Error("the app shows after the end")
		}
		if err := e.Extend(time.Now().Add(time.Hour)); !errors.Is(err, ErrOver) {
			t.Errorf("extended after the end: %v", err)
		}
		synctest.Wait()
		if got := ends.Load(); got != 0 {
			t.Errorf("the end came %d times after Close", got)
		}
	})
}

// computer has a clock that goes on while its timers sleep.
type computer struct {
	mu    sync.Mutex
	slept time.Duration
}

func (c *computer) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.slept)
}

func (c *computer) sleep(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept += d
}

func TestSleptPastTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		c := &computer{}
		e := newEnding(c.now().Add(time.Hour), ends.end, c.now)
		defer e.Close()
		h := e.Wrap(app)
		time.Sleep(time.Second)
		c.sleep(8 * time.Hour)
		if got := get(h); got != http.StatusGone {
			t.Errorf("status %d at the first request after it woke", got)
		}
		synctest.Wait()
		if got := ends.Load(); got != 1 {
			t.Errorf("the end came %d times by the first request", got)
		}
	})
}

func TestSleptPastTheEndWithoutVisitors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends counter
		c := &computer{}
		e := newEnding(c.now().Add(time.Hour), ends.end, c.now)
		defer e.Close()
		running, ended := make(chan struct{}), make(chan error, 1)
		go get(e.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(running)
			<-r.Context().Done()
			ended <- r.Context().Err()
		})))
		<-running
		c.sleep(8 * time.Hour)
		time.Sleep(lookEvery)
		synctest.Wait()
		if got := ends.Load(); got != 1 {
			t.Errorf("the end came %d times", got)
		}
		select {
		case <-ended:
		default:
			t.Error("a request goes on after the end")
		}
	})
}
