package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync"

	"github.com/VictoriaMetrics/metrics"
	"github.com/coreos/go-systemd/v22/daemon"

	"gotunnel/server"
	"gotunnel/server/admin"
	"gotunnel/server/operator"
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
	if config.AccessLog, err = s.openAccessLog(config.Logger); err != nil {
		return err
	}
	defer closeAccessLog(config.AccessLog, config.Logger)
	if config.Inherited, err = inherited(); err != nil {
		return err
	}
	page, err := listenAdmin(ctx, s)
	if err != nil {
		return err
	}
	srv, err := server.New(config) //nolint:contextcheck // its visitors outlive ctx: they are drained
	if err != nil {
		return err
	}
	desk := srv.Desk(links(srv.Home(), dialable(srv.Addr().String(), config.Domain), cert))
	if err := mustHaveAccounts(ctx, srv, desk, s.Data); err != nil {
		return err
	}
	socket, err := admin.ListenSocket(filepath.Join(s.Data, admin.SocketFile))
	if err != nil {
		return err
	}
	defer operate(ctx, srv, config, desk, socket, page)()

	greet(config.Logger, srv.Addr(), config, cert)
	notify(config.Logger, daemon.SdNotifyReady)
	return srv.Serve(ctx)
}

// mustHaveAccounts refuses to run a server that others can reach before there is
// somebody who may share through it.
func mustHaveAccounts(ctx context.Context, srv *server.Server, desk *operator.Desk, data string) error {
	exposed := srv.Exposed()
	if exposed == "" {
		return nil
	}
	accounts, err := desk.Accounts(ctx)
	if err != nil || len(accounts) > 0 {
		return err
	}
	return fmt.Errorf("nobody could share here, or everybody could: others can reach %s, and there are no accounts. "+
		"Make the first with gotunneld invite designer --data %s, or listen on 127.0.0.1 to have it for yourself", exposed, data)
}

// private is the private address with the token for it.
type private struct {
	*admin.Listener
	token string
}

// listenAdmin opens the private address: nil without one.
func listenAdmin(ctx context.Context, s settings) (*private, error) {
	if s.AdminListen == "" {
		return nil, nil
	}
	listener, err := admin.Listen(ctx, s.AdminListen)
	if err != nil {
		return nil, fmt.Errorf("--admin-listen: %w", err)
	}
	token, err := admin.Token(s.Data)
	return &private{listener, token}, err
}

// operate runs what stands beside the server: where the operator comes to, which
// is socket and, if there is one, page, and what systemd wants to know. It
// outlives ctx, since the server does while it drains; stop ends it and waits.
func operate(
	ctx context.Context, srv *server.Server, config server.Config, desk *operator.Desk, socket net.Listener, page *private,
) (stop func()) {
	outer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	healthy := func() error {
		if ctx.Err() != nil {
			return errors.New("the server is stopping")
		}
		return srv.Healthy(outer)
	}
	var wg sync.WaitGroup
	wg.Go(func() { watchdog(outer, config.Logger, healthy) })
	wg.Go(func() { announceStop(ctx, outer, config.Logger) })
	info := admin.Info{Desk: desk, Healthy: healthy, Metrics: config.Metrics, Logger: config.Logger}
	if page != nil {
		desk.Page = "http://" + page.Addr().String() + "/"
		config.Logger.Info("operator's page", "addr", page.Addr())
		wg.Go(func() { logged(info, admin.Serve(outer, page.Listener, page.token, info)) })
	}
	wg.Go(func() { logged(info, admin.ServeSocket(outer, socket, info)) })
	return func() { cancel(); wg.Wait() }
}

// logged tells of what ended a way in for the operator: visitors need not suffer
// from that.
func logged(info admin.Info, err error) {
	if err != nil {
		info.Logger.Error("the operator can't come in any more", "err", err)
	}
}
