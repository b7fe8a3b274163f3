// Package sample is the page that "make run" shares, so that there is something
// to look at before you share an app of your own:
//
//	http.Serve(listener, sample.Handler())
//
// Every path shows the same page. It has a clock that the server drives, which
// stands still when something on the way holds the stream back. It loads nothing
// from anywhere else, remembers nobody, and is no part of the product.
package sample

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"sync/atomic"
	"time"
)

//go:embed site
var embedded embed.FS

// Handler serves the page. Each call counts its own watchers.
func Handler() http.Handler {
	site, err := fs.Sub(embedded, "site")
	if err != nil {
		panic(err) // only an invalid path does this, and ours is a constant
	}
	mux := http.NewServeMux()
	mux.Handle("GET /clock", &clock{})
	mux.Handle("GET /static/", http.FileServerFS(site))
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, site, "index.html")
	})
	return mux
}

// clock streams the time to every page that is open, once a second.
type clock struct {
	watching atomic.Int64
}

// ServeHTTP blocks until the visitor leaves.
func (c *clock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.watching.Add(1)
	defer c.watching.Add(-1)

	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for now := time.Now(); ; {
		if err := c.send(w, now); err != nil {
			return
		}
		select {
		case now = <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
}

// send writes one event and makes sure that it leaves now.
func (c *clock) send(w http.ResponseWriter, now time.Time) error {
	_, err := fmt.Fprintf(w, "data: {\"time\":%q,\"watching\":%d}\n\n", now.Format(time.TimeOnly), c.watching.Load())
	if err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}
