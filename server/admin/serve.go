package admin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Info is what there is to tell.
type Info struct {
	// Healthy returns nil, or why the server is not well, in words for people.
	// It is called once a request, from many goroutines. Nil: always well.
	Healthy func() error

	// Metrics are the server's numbers; those of the process, such as memory
	// and open files, are added to them. Nil: only those of the process.
	Metrics *metrics.Set

	// Logger gets what goes wrong with a connection. Nil: slog.Default().
	Logger *slog.Logger
}

// Serve answers on listener, which it closes, until ctx ends; then it returns
// nil at once. Any other end is an error.
func Serve(ctx context.Context, listener net.Listener, info Info) error {
	server := &http.Server{
		Handler:  info.handler(),
		ErrorLog: slog.NewLogLogger(info.logger().Handler(), slog.LevelDebug),
		// Both answers are short and quick, so is whoever asks for them.
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       2 * time.Minute, // Prometheus asks each minute at most
		MaxHeaderBytes:    16 << 10,
	}
	defer context.AfterFunc(ctx, func() { server.Close() })()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (i Info) logger() *slog.Logger {
	if i.Logger == nil {
		return slog.Default()
	}
	return i.Logger
}

func (i Info) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", i.health)
	mux.HandleFunc("GET /metrics", i.metrics)
	return mux
}

func (i Info) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if i.Healthy != nil {
		if err := i.Healthy(); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, err)
			return
		}
	}
	fmt.Fprintln(w, "ok")
}

func (i Info) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	if i.Metrics != nil {
		i.Metrics.WritePrometheus(w)
	}
	metrics.WriteProcessMetrics(w)
	metrics.WriteFDMetrics(w) // what a server with many connections runs out of
}
