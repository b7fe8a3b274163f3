package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/gateway"
)

var hello = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	fmt.Fprint(w, "hello ", string(body))
})

const notRunning = "running right now"

// An app that is back within five seconds was never away: visitors wait, with
// what they send, and nobody is told.
func TestRestart(t *testing.T) {
	inBubble(t, false, hello, func(b *bubble) {
		var wg sync.WaitGroup
		began := time.Now()
		for _, body := range []string{"", "world", "again"} {
			wg.Go(func() {
				res, err := b.http.Post(link, "text/plain", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				defer res.Body.Close()
				if got := readAll(t, res.Body); got != "hello "+body {
					t.Errorf("got %q, want hello %s", got, body)
				}
			})
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		b.app.up.Store(true)
		wg.Wait()
		if took := time.Since(began); took > 3*time.Second+100*time.Millisecond {
			t.Errorf("visitors waited %v for an app that was back after 3 s", took)
		}
		if synctest.Wait(); len(b.told) > 0 {
			t.Errorf("told %v of a restart", b.told)
		}
		if dials := b.app.dials.Load(); dials > 40 {
			t.Errorf("%d dials for three visitors in three seconds", dials)
		}
	})
}

// An app that is not back by then has a page in its place, at once from then
// on, until it is found.
func TestAway(t *testing.T) {
	inBubble(t, false, hello, func(b *bubble) {
		began := time.Now()
		status, body := b.get()
		if took := time.Since(began); status != http.StatusBadGateway || !strings.Contains(body, notRunning) || took != 5*time.Second {
			t.Errorf("after %v: %d %s", took, status, body)
		}
		if synctest.Wait(); !slices.Equal(b.told, []bool{false}) {
			t.Errorf("told %v, want false", b.told)
		}
		began = time.Now()
		if status, _ := b.get(); status != http.StatusBadGateway || time.Since(began) != 0 {
			t.Errorf("the next visitor waited %v for %d", time.Since(began), status)
		}
		looked := b.app.dials.Load()
		time.Sleep(time.Minute)
		if got := b.app.dials.Load() - looked; got < 59 || got > 61 {
			t.Errorf("looked %d times in a minute, want 60", got)
		}
		b.app.up.Store(true)
		time.Sleep(time.Second)
		if synctest.Wait(); !slices.Equal(b.told, []bool{false, true}) {
			t.Errorf("a second after the app came back: told %v, want false, true", b.told)
		}
		if status, body := b.get(); status != http.StatusOK || body != "hello " {
			t.Errorf("then %d %s", status, body)
		}
		dials := b.app.dials.Load()
		time.Sleep(time.Hour)
		if more := b.app.dials.Load() - dials; more != 0 {
			t.Errorf("an app that is back was dialed %d more times", more)
		}
	})
}

// A visitor may find the app before the next look; and each absence is told of.
func TestVisitorFindsApp(t *testing.T) {
	inBubble(t, false, hello, func(b *bubble) {
		b.proxy.Away()
		for range 2 {
			if status, _ := b.get(); status != http.StatusBadGateway {
				t.Errorf("status %d of an app that is known to be away", status)
			}
			b.app.up.Store(true)
			if status, _ := b.get(); status != http.StatusOK {
				t.Errorf("status %d of an app that is back", status)
			}
			b.app.up.Store(false)
			time.Sleep(5 * time.Second) // the connection that was kept is gone
			b.proxy.Away()
		}
		if synctest.Wait(); !slices.Equal(b.told, []bool{false, true, false, true, false}) {
			t.Errorf("told %v", b.told)
		}
	})
}

// What opens WebSockets tries again by itself, and is not kept waiting.
func TestUpgradeDoesNotWait(t *testing.T) {
	inBubble(t, false, hello, func(b *bubble) {
		began := time.Now()
		res, err := b.request(http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}})
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusBadGateway || time.Since(began) != 0 {
			t.Errorf("%s after %v", res.Status, time.Since(began))
		}
	})
}

// No patience: the first visitor is told.
func TestNoPatience(t *testing.T) {
	inBubble(t, false, hello, func(b *bubble) {
		b.proxy.Patience = -1
		began := time.Now()
		if status, _ := b.get(); status != http.StatusBadGateway || time.Since(began) != 0 {
			t.Errorf("%d after %v", status, time.Since(began))
		}
	})
}

// After Close nobody is told, and nobody waits.
func TestClosed(t *testing.T) {
	inBubble(t, false, hello, func(b *bubble) {
		_ = b.proxy.Close()
		if status, _ := b.get(); status != http.StatusBadGateway {
			t.Errorf("status %d", status)
		}
		b.proxy.Away()
		time.Sleep(time.Minute)
		if dials := b.app.dials.Load(); len(b.told) > 0 || dials != 1 {
			t.Errorf("told %v, dialed %d times", b.told, dials)
		}
	})
}

// An app may not be asked more than 64 things at once. What it takes long for
// does not count for ever, and what it has begun to answer does not count.
func TestInFlight(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	var release chan struct{} // made in the bubble
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A known length: for others ReverseProxy starts a timer of negative
		// length, and two of those that fire at once in one bubble crash the
		// race detector of Go 1.26.8, which has one context for both.
		w.Header().Set("Content-Length", "1")
		if r.Header.Get("Accept") == "download" {
			_ = http.NewResponseController(w).Flush()
		}
		mu.Lock()
		asked++
		mu.Unlock()
		<-release
		fmt.Fprint(w, "x")
	})
	count := func() int {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		return asked
	}
	ask := func(b *bubble, wg *sync.WaitGroup, accept string) {
		wg.Go(func() {
			res, err := b.request(http.Header{"Accept": {accept}})
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		})
	}
	inBubble(t, true, app, func(b *bubble) {
		release = make(chan struct{})
		var wg sync.WaitGroup
		for range 100 {
			ask(b, &wg, "download")
		}
		if got := count(); got != 100 {
			t.Errorf("%d of 100 downloads were begun", got)
		}
		for range 200 {
			ask(b, &wg, "*/*")
		}
		if got := count() - 100; got != 64 {
			t.Errorf("the app was asked %d things at once, want 64", got)
		}
		time.Sleep(10 * time.Second)
		if got := count() - 100; got != 128 {
			t.Errorf("the app was asked %d things after 10 s, want 128", got)
		}
		close(release)
		wg.Wait()
		if got := count(); got != 300 {
			t.Errorf("the app was asked %d things, want all 300", got)
		}
	})
}

// Who can't be served within half a minute is told.
func TestBusy(t *testing.T) {
	inBubble(t, true, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}), func(b *bubble) {
		busy := 0
		var wg sync.WaitGroup
		var mu sync.Mutex
		for range 6 * 64 {
			wg.Go(func() {
				res, err := b.request(nil)
				if err != nil {
					return // broken off at the end
				}
				defer res.Body.Close()
				mu.Lock()
				defer mu.Unlock()
				if res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") != "" {
					busy++
				}
			})
		}
		time.Sleep(31 * time.Second)
		synctest.Wait()
		mu.Lock()
		// 64 were asked at once, after 10 s and after 20 s; up to 64 after 30 s.
		if busy < 2*64 || busy > 3*64 {
			t.Errorf("%d of 384 visitors were told", busy)
		}
		mu.Unlock()
		b.http.Transport.(*http.Transport).CloseIdleConnections()
		_ = b.app.Close()
	})
}

// Quiet for a quarter of an hour, and still there.
func TestQuietStreams(t *testing.T) {
	const quiet = 15 * time.Minute
	app := http.NewServeMux()
	app.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 3 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush()
			time.Sleep(quiet)
		}
	})
	app.Handle("GET /socket", echo(t))
	t.Run("events", func(t *testing.T) {
		inBubble(t, true, app, func(b *bubble) {
			if status, body := b.get(); status != http.StatusOK || body != "data: 0\n\ndata: 1\n\ndata: 2\n\n" {
				t.Errorf("%d %q", status, body)
			}
		})
	})
	t.Run("WebSocket", func(t *testing.T) {
		inBubble(t, true, app, func(b *bubble) {
			s := &share{t: b.t, http: b.http}
			conn, _, err := s.openAt("/socket", link)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.CloseNow() //nolint:errcheck // the end
			for range 3 {
				time.Sleep(quiet)
				if got := roundTrip(b.t, conn, "still here"); got != "still here" {
					t.Errorf("got %q", got)
				}
			}
		})
	})
}

// A profile is named in flags and files.
func TestParseProfile(t *testing.T) {
	for s, want := range map[string]gateway.Profile{"": gateway.Localhost, "localhost": gateway.Localhost, "public": gateway.Public} {
		if got, err := gateway.ParseProfile(s); got != want || err != nil {
			t.Errorf("%q is %q, %v", s, got, err)
		}
	}
	if got, err := gateway.ParseProfile("Public"); err == nil || got != "" {
		t.Errorf("Public is %q", got)
	}
}
