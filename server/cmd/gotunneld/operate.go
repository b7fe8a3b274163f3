package main

import (
	"context"
	"errors"
	"net"
	"sync"

	"github.com/coreos/go-systemd/v22/daemon"

	"gotunnel/server/admin"
)

// operate runs what stands beside the server: health and metrics, and what
// systemd wants to know. It goes on after ctx, which must end before stop, since
// the server does while it drains; but not beside a successor's. Stop ends it
// and waits.
func (l *life) operate(ctx context.Context) (stop func()) {
	outer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	healthy := func() error {
		if ctx.Err() != nil {
			return errors.New("the server is stopping")
		}
		return l.Healthy()
	}
	var wg sync.WaitGroup
	wg.Go(func() { watchdog(outer, l.log, healthy) })
	wg.Go(func() {
		<-ctx.Done()
		if l.hasMoved() {
			cancel() // the successor is asked from now on
		} else {
			notify(l.log, daemon.SdNotifyStopping)
		}
	})
	if l.operations != nil {
		l.log.Info("health and metrics", "addr", l.operations.Addr())
		wg.Go(func() {
			serveAdmin(outer, l.operations, admin.Info{Healthy: healthy, Metrics: l.metrics, Logger: l.log})
		})
	}
	return func() { cancel(); wg.Wait() }
}

// hasMoved tells that a successor has this server's place.
func (l *life) hasMoved() bool {
	select {
	case <-l.moved:
		return true
	default:
		return false
	}
}

// serveAdmin logs what ends it: visitors need not suffer from that.
func serveAdmin(ctx context.Context, listener net.Listener, info admin.Info) {
	if err := admin.Serve(ctx, listener, info); err != nil {
		info.Logger.Error("health and metrics have ended", "err", err)
	}
}
