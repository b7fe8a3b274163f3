package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/VictoriaMetrics/metrics"
	"github.com/coreos/go-systemd/v22/daemon"

	"gotunnel/server"
	"gotunnel/server/admin"
)

// serve runs the server until ctx ends and it has drained.
func serve(ctx context.Context, s settings, stderr io.Writer) error {
	config, err := s.config()
	if err != nil {
		return err
	}
	config.Logger = s.logger(stderr)
	config.Metrics = metrics.NewSet()
	config.Metrics.NewGauge(fmt.Sprintf("gotunneld_info{version=%q}", version), func() float64 { return 1 })
	return failed(s.explain(run(ctx, s, config)))
}

// run opens everything before it tells anyone that the server is ready.
func run(ctx context.Context, s settings, config server.Config) error {
	if err := prepareData(s.Data); err != nil {
		return err
	}
	cert, err := addCertificates(&config, s, config.Logger)
	if err != nil {
		return err
	}
	if config.Inherited, err = inherited(); err != nil {
		return err
	}
	operations, err := listenOperations(ctx, s.MetricsListen)
	if err != nil {
		return err
	}
	srv, err := server.New(config) //nolint:contextcheck // its visitors outlive ctx: they are drained
	if err != nil {
		return err
	}
	defer operate(ctx, srv, config, operations)()

	greet(config.Logger, srv.Addr(), config, cert)
	notify(config.Logger, daemon.SdNotifyReady)
	return srv.Serve(ctx)
}

// listenOperations opens the address for health and metrics: nil without one.
func listenOperations(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		return nil, nil
	}
	listener, err := admin.Listen(ctx, addr)
	if err != nil {
		return nil, fmt.Errorf("--metrics-listen: %w", err)
	}
	return listener, nil
}

// operate runs what stands beside the server: health and metrics, if listener is
// not nil, and what systemd wants to know. It outlives ctx, since the server
// does while it drains; stop ends it and waits.
func operate(ctx context.Context, srv *server.Server, config server.Config, listener net.Listener) (stop func()) {
	outer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	healthy := func() error {
		if ctx.Err() != nil {
			return errors.New("the server is stopping")
		}
		return srv.Healthy()
	}
	var wg sync.WaitGroup
	wg.Go(func() { watchdog(outer, config.Logger, healthy) })
	wg.Go(func() { announceStop(ctx, outer, config.Logger) })
	if listener != nil {
		config.Logger.Info("health and metrics", "addr", listener.Addr())
		wg.Go(func() {
			serveAdmin(outer, listener, admin.Info{Healthy: healthy, Metrics: config.Metrics, Logger: config.Logger})
		})
	}
	return func() { cancel(); wg.Wait() }
}

// serveAdmin logs what ends it: visitors need not suffer from that.
func serveAdmin(ctx context.Context, listener net.Listener, info admin.Info) {
	if err := admin.Serve(ctx, listener, info); err != nil {
		info.Logger.Error("health and metrics have ended", "err", err)
	}
}
