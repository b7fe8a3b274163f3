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

	"gotunnel/server/operator"
)

// Info is what there is to tell and to do.
type Info struct {
	// Desk carries out orders. Required.
	Desk *operator.Desk

	// Healthy returns nil, or why the server is not well, in words for people.
	// It is called once a request, from many goroutines. Nil: always well.
	Healthy func() error

	// Metrics are the server's numbers; those of the process, such as memory
	// and open files, are added to them. Nil: only those of the process.
	Metrics *metrics.Set

	// Logger gets what goes wrong. Nil: slog.Default().
	Logger *slog.Logger
}

// Serve answers on listener, which it closes, to who has the token, until ctx
// ends; then it returns nil at once. Any other end is an error.
func Serve(ctx context.Context, listener *Listener, token string, info Info) error {
	g := &gate{hosts: listener.hosts(), token: token, next: Handler(info)}
	return info.serve(ctx, listener, g, nil)
}

// ServeSocket is Serve for a socket, which knows who is at its other end.
func ServeSocket(ctx context.Context, socket net.Listener, info Info) error {
	return info.serve(ctx, socket, local{Handler(info)}, withPeer)
}

func (i Info) serve(
	ctx context.Context, listener net.Listener, handler http.Handler, connected func(context.Context, net.Conn) context.Context,
) error {
	server := &http.Server{
		Handler:     handler,
		ConnContext: connected,
		ErrorLog:    slog.NewLogLogger(i.logger().Handler(), slog.LevelDebug),
		// All answers but a backup are short and quick, so is whoever asks.
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

// Handler answers whoever asks, as what [operator.As] says of the request's
// context: who may ask has been decided.
func Handler(info Info) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", info.health)
	mux.HandleFunc("GET /metrics", info.metrics)
	api{info.Desk, info.logger()}.routes(mux)
	page{info.Desk, info.logger()}.routes(mux)
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
