package password

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTenWrongTries(t *testing.T) {
	s := newShop(t)
	for i := range perVisitor {
		request := form("/.gotunnel/password", "", "password=x")
		if i%2 == 0 {
			request = get(basic("me", "x"))
		}
		if resp, _ := s.ask(t, request); resp.StatusCode != http.StatusUnauthorized {
			t.Fatalf("try %d: %s", i, resp.Status)
		}
	}
	for name, request := range map[string]string{
		"form": form("/.gotunnel/password", "", "password="+pass), "basic": get(basic("me", pass)),
	} {
		resp, body := s.ask(t, request)
		wait, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if resp.StatusCode != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 60 {
			t.Errorf("%s with the right password: %s, Retry-After %q", name, resp.Status, resp.Header.Get("Retry-After"))
		}
		if !strings.Contains(body, "Wait "+strconv.Itoa(wait)+" second") {
			t.Errorf("%s: %q", name, body)
		}
	}
	if resp, _ := s.ask(t, get("Cookie: "+s.cookie(time.Now())+"\n")); resp.StatusCode != http.StatusOK {
		t.Errorf("who is signed in already: %s", resp.Status)
	}
	if resp, _ := s.ask(t, get("")); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the page, without a try: %s", resp.Status)
	}
}

func TestTriesAtTheSameTime(t *testing.T) {
	s := newShop(t)
	var mu sync.Mutex
	var checked int
	var all sync.WaitGroup
	for range 50 {
		v := s.visit(t)
		all.Go(func() {
			v.send(t, get(basic("me", "x")))
			resp, err := http.ReadResponse(v.in, nil)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && resp.StatusCode == http.StatusUnauthorized {
				checked++
			}
		})
	}
	all.Wait()
	if checked > perVisitor {
		t.Errorf("%d tries were checked", checked)
	}
}

// A program that sends the password with every request must not wait each time.
func TestHashesARightPasswordOnce(t *testing.T) {
	s := newShop(t)
	for range 3 * perVisitor {
		if resp, _ := s.ask(t, get(basic("", pass))); resp.StatusCode != http.StatusOK {
			t.Fatal(resp.Status)
		}
		occupy(t)
	}
}

// occupy takes every place where passwords are hashed, once, for a test.
func occupy(t *testing.T) {
	t.Helper()
	if len(working) == cap(working) {
		return
	}
	for range cap(working) {
		working <- struct{}{}
	}
	t.Cleanup(func() {
		for range cap(working) {
			<-working
		}
	})
}

func TestBoundsWork(t *testing.T) {
	s := newShop(t)
	l := s.guard.lock.Load()
	occupy(t)
	ctx, cancel := context.WithCancel(t.Context())
	results := make(chan error, maxWaiting)
	for range maxWaiting {
		go func() {
			_, err := l.check(ctx, "x")
			results <- err
		}()
	}
	for l.waiting.Load() < maxWaiting {
		runtime.Gosched()
	}
	if _, err := l.check(ctx, "x"); !errors.Is(err, errBusy) {
		t.Errorf("one more than may wait: %v", err)
	}
	resp, body := s.ask(t, form("/.gotunnel/password", "", "password="+pass))
	if resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "busy") {
		t.Errorf("%s: %q", resp.Status, body)
	}
	if len(s.guard.tries.addresses) > 0 {
		t.Error("a try counts that was not made")
	}
	if resp, _ := s.ask(t, get("Cookie: "+s.cookie(time.Now())+"\n")); resp.StatusCode != http.StatusOK {
		t.Errorf("who is signed in: %s", resp.Status)
	}
	cancel()
	for range maxWaiting {
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("a visitor who is gone: %v", err)
		}
	}
}
