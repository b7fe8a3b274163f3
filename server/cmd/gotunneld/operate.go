package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"

	"github.com/coreos/go-systemd/v22/daemon"

	"gotunnel/server"
	"gotunnel/server/admin"
)

// operate runs what stands beside the server: where the operator comes to, and
// what systemd wants to know. It goes on after ctx, which must end before stop, since
// the server does while it drains; but not beside a successor's. Stop ends it
// and waits.
func (l *life) operate(ctx context.Context) (stop func()) {
	outer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	healthy := func() error {
		if ctx.Err() != nil {
			return errors.New("the server is stopping")
		}
		return l.Healthy(outer)
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
	info := admin.Info{Desk: l.desk, Healthy: healthy, Metrics: l.metrics, Logger: l.log}
	if l.page != nil {
		l.desk.Page = "http://" + l.page.Addr().String() + "/"
		l.log.Info("operator's page", "addr", l.page.Addr())
		wg.Go(func() { logged(info, admin.Serve(outer, l.page.Listener, l.page.token, info)) })
	}
	wg.Go(func() { logged(info, admin.ServeSocket(outer, l.socket, info)) })
	return func() {
		cancel()
		wg.Wait()
		if !l.hasMoved() { // the successor has one at the same path
			_ = os.Remove(l.socket.Addr().String()) // or the next server does
		}
	}
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

// logged tells of what ended a way in for the operator: visitors need not suffer
// from that.
func logged(info admin.Info, err error) {
	if err != nil {
		info.Logger.Error("the operator can't come in any more", "err", err)
	}
}

// private is the private address with the token for it.
type private struct {
	*admin.Listener
	token string
}

// adminSocket is what the private address is called when it is handed on.
func adminSocket(addr string) string { return server.SocketName("admin", addr) }

// listenAdmin opens the private address, or takes it from a predecessor: nil
// without one.
func listenAdmin(ctx context.Context, opened *sockets, s settings) (*private, error) {
	if s.AdminListen == "" {
		return nil, nil
	}
	listener, err := admin.Open(ctx, s.AdminListen, func(addr string) (net.Listener, error) {
		return opened.take(adminSocket(s.AdminListen), func() (net.Listener, error) {
			return new(net.ListenConfig).Listen(ctx, "tcp", addr)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("--admin-listen: %w", err)
	}
	token, err := admin.Token(s.Data)
	return &private{listener, token}, err
}
