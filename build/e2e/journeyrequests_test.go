package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gotunnel/app/localapi"
)

// A person sees a visitor's requests as they come, opens one, and sends it again.
func TestJourneyRequests(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	var orders atomic.Int32
	shop := app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"order":%d,"of":%s}`, orders.Add(1), body)
	}))
	b.shareByAPI(d, shop.String(), "bakehouse")
	b.reads("No requests yet. They appear here as they come.")
	client, link := visitor(s), s.url("bakehouse")
	mustOpen(t, client, link+"/menu")
	b.reads("/menu", "200")
	resp, err := client.Post(link+"/order", "application/json", strings.NewReader(`{"cake":"lemon"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	b.reads("/order", "POST", "201", "last 2")
	b.look("requests")

	b.press("/order")
	b.reads("Request", "Answer", "Timing", "Content-Type", `"cake": "lemon"`, `"order": 1`)
	b.look("request")
	b.press("Copy as curl")
	b.reads("Copied as curl.")
	if got := d.clipboard(); !strings.Contains(got, "curl --request 'POST'") || !strings.Contains(got, "/order") {
		t.Errorf("the clipboard has %q", got)
	}
	b.press("Replay")
	b.reads("Sent again.", "Repeats request 2", `"order": 2`)
	if orders.Load() != 2 {
		t.Errorf("the app got %d orders", orders.Load())
	}
	b.press("Edit and replay…")
	b.write("Path", "/order?for=ada")
	b.write("Body", `{"cake":"lime"}`)
	b.look("request-edit")
	b.press("Send")
	b.reads("Repeats request 3", "/order?for=ada", `"cake": "lime"`, `"order": 3`)
	b.press("Back")
	b.reads("last 4")
}

// A person looks at a request while it runs: its answer comes into view by itself,
// and the list, to which they go back, still tells of others.
func TestJourneyRunningRequest(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	baked := make(chan struct{})
	shop := app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bake" {
			_, _ = io.WriteString(w, "kneading, ")
			_ = http.NewResponseController(w).Flush()
			<-baked
			_, _ = io.WriteString(w, "baked")
		}
	}))
	b.shareByAPI(d, shop.String(), "bakehouse")
	client, link := visitor(s), s.url("bakehouse")
	resp, err := client.Get(link + "/bake")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b.press("/bake")
	b.reads("Timing", "kneading,")
	close(baked)
	b.reads("kneading, baked")
	b.press("Back")
	mustOpen(t, client, link+"/menu")
	b.reads("/menu", "last 2")
}

// So many requests that nobody could read them do not keep the page from being
// drawn, nor fill its memory.
func TestJourneyManyRequests(t *testing.T) {
	// Alone: it is about how fast something is.
	s := serve(t)
	d, b := openPage(t, s)
	b.shareByAPI(d, app(t, says("")).String(), "mill")
	b.reads("No requests yet.")
	before := b.measure()
	began := time.Now()
	hammer(t, s, s.url("mill"), 10_000)
	took := time.Since(began)
	b.reads("last 2,000")
	b.report("10,000 requests", took, before)
	rows, drawn := b.number(`document.querySelectorAll("[role=option]").length`), b.number(`document.querySelectorAll("*").length`)
	if rows > 60 {
		t.Errorf("%v rows are drawn, of %v elements", rows, drawn)
	}
}

// shareByAPI shares an app without the list, and opens what the page shows of it.
func (b *tab) shareByAPI(d *desktop, target, name string) {
	b.t.Helper()
	if _, err := d.agent.Start(b.t.Context(), localapi.NewShare{Target: target, Name: name}); err != nil {
		b.t.Fatal(err)
	}
	b.press(name)
	b.reads("Live since")
}

// hammer opens a link so often, as fast as can be.
func hammer(t *testing.T, s *server, link string, times int64) {
	t.Helper()
	var wg sync.WaitGroup
	var done atomic.Int64
	for range 8 {
		wg.Go(func() {
			client := visitor(s)
			defer client.CloseIdleConnections()
			for done.Add(1) <= times {
				if err := shows(t.Context(), client, link, ""); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}
