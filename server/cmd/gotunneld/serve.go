package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/VictoriaMetrics/metrics"

	"gotunnel/server"
	"gotunnel/server/admin"
	"gotunnel/server/operator"
)

// program is what a server is started with.
type program struct {
	settings
	before *predecessor
	// again reads the settings anew.
	again func() (settings, error)
}

// serve runs the server until ctx ends or a successor has taken its place, and
// it has drained.
func serve(ctx context.Context, p program, stderr io.Writer) error {
	config, err := p.config()
	if err != nil {
		return err
	}
	var level slog.LevelVar
	level.Set(p.level())
	config.Logger = p.logger(stderr, &level)
	config.Metrics = metrics.NewSet()
	config.Metrics.NewGauge(fmt.Sprintf("gotunneld_info{version=%q}", version), func() float64 { return 1 })
	return failed(p.explain(run(ctx, p, config, &level)))
}

// run opens everything before it tells anyone that the server is ready. A
// predecessor keeps the store until all else is there.
func run(ctx context.Context, p program, config server.Config, level *slog.LevelVar) error {
	path, err := programPath()
	if err != nil {
		return err
	}
	if err := prepareData(p.Data); err != nil {
		return err
	}
	cert, refresh, err := addCertificates(&config, p.settings, config.Logger)
	if err != nil {
		return err
	}
	if config.AccessLog, err = p.openAccessLog(config.Logger); err != nil {
		return err
	}
	defer closeAccessLog(config.AccessLog, config.Logger)
	opened, err := inherited(p.before)
	if err != nil {
		return err
	}
	page, err := listenAdmin(ctx, &opened, p.settings)
	if err != nil {
		return err
	}
	if err := p.before.awaitStore(ctx); err != nil {
		return err
	}
	config.Inherited, config.Handed = opened.systemd, opened.handed
	srv, err := server.New(config) //nolint:contextcheck // its visitors outlive ctx: they are drained
	if err != nil {
		return err
	}
	l := &life{Server: srv, path: path, page: page, metrics: config.Metrics, moved: make(chan struct{})}
	if err := l.open(ctx, p.Data, config, cert); err != nil {
		return errors.Join(err, srv.Close())
	}
	defer l.pid.close()
	l.reloader = &reloader{
		now: p.settings, again: p.again, level: level, apply: srv.Change, log: config.Logger,
		refresh: func() error { refresh(); return config.AccessLog.Reopen() },
	}
	return l.run(ctx, func() { l.ready(p.before, config, cert) })
}

// open opens what only the process has that has the store: what the operator
// comes to, and the file with this process's number.
func (l *life) open(ctx context.Context, data string, config server.Config, cert tls.Certificate) (err error) {
	l.desk = l.Desk(links(l.Home(), dialable(l.Addr().String(), config.Domain), cert))
	if err := mustHaveAccounts(ctx, l.Server, l.desk, data); err != nil {
		return err
	}
	if l.pid, err = takePID(data); err != nil {
		return err
	}
	// The last that can fail: it takes a predecessor's away, which may yet go on.
	if l.socket, err = admin.ListenSocket(filepath.Join(data, admin.SocketFile)); err != nil {
		l.pid.close()
	}
	return err
}

// life is a server that runs.
type life struct {
	*server.Server
	*reloader
	pid     *pidFile
	path    string // of the program
	desk    *operator.Desk
	socket  net.Listener // for the operator's commands
	page    *private     // for the operator's browser; nil: none
	metrics *metrics.Set
	// moved is closed when a successor has taken this server's place.
	moved chan struct{}
}

// run serves and obeys signals until ctx ends or a successor serves.
func (l *life) run(ctx context.Context, ready func()) error {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGUSR2)
	defer signal.Stop(signals)
	serving, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	wg.Go(func() { l.obey(serving, signals, stop) })
	defer l.operate(serving)() // which outlives serving, since the server does while it drains
	ready()
	err := l.Serve(serving)
	stop(nil)
	wg.Wait()
	if cause := context.Cause(serving); !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
}

// ready tells everyone that the server serves, which it begins to do.
func (l *life) ready(before *predecessor, config server.Config, cert tls.Certificate) {
	greet(l.log, l.Addr(), config, cert)
	notify(l.log, readyState(before))
	before.tell(nil)
}

// obey does what signals say: SIGHUP reads the settings again, SIGUSR2 restarts
// the server.
func (l *life) obey(ctx context.Context, signals <-chan os.Signal, stop context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-signals:
			if s == syscall.SIGHUP {
				l.reload()
			} else {
				l.restart(ctx, stop)
			}
		}
	}
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
