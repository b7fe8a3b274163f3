package agent

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// identify takes note of which app is to be shared, so that it is known again,
// and refuses one that is risky.
func (a *Agent) identify(ctx context.Context, want *savedShare) error {
	port := portOf(want.Target)
	if port == 0 {
		return nil
	}
	apps, err := a.scanner.Scan(ctx)
	if err != nil {
		return nil //nolint:nilerr // it is shared by its port then
	}
	for _, app := range apps {
		if app.Port != port {
			continue
		}
		if app.Risk != "" && !want.Anyway {
			if app.Hidden != detect.Database || want.Kind != string(wire.TCP) {
				return localapi.Error{Code: localapi.CodeRisky, Message: app.Risk}
			}
			want.Note = app.Risk // that is what TCP is for
		}
		id := detect.Identify(app, apps)
		want.App = &id
	}
	return nil
}

// portOf is the port of a target on this computer; 0 for another one.
func portOf(target string) int {
	t, err := upstream.Parse(target)
	if err != nil {
		return 0
	}
	host, port, err := net.SplitHostPort(t.String())
	if err != nil {
		return 0
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return 0
	}
	n, _ := strconv.Atoi(port)
	return n
}

// follow has a share stay with its app: at another port, or paused while another
// app has its port.
func (a *Agent) follow(k *keptShare, apps []detect.App) {
	k.changing.Lock()
	defer k.changing.Unlock()
	a.mu.Lock()
	id, share, target := k.want.App, k.share, k.want.Target
	a.mu.Unlock()
	s := a.sharer()
	if share == nil || s == nil {
		return
	}
	if id == nil {
		a.meet(k, target, apps)
		return
	}
	app, state := detect.Follow(*id, apps)
	paused := share.State().State == localapi.Paused
	switch state {
	case detect.Moved:
		a.moved(k, app, apps, id.Sentence(app, state))
	case detect.Taken:
		if !paused {
			a.logger.Info("share paused: another app has its port", "name", share.Name(), "port", id.Port)
			_ = s.Pause(share.Name(), &localapi.Error{ // it may just have ended
				Code: localapi.CodeTaken, Message: id.Sentence(app, state), Target: withPort(target, app), App: app.Name(),
			})
		}
	case detect.Gone:
		if paused {
			_ = s.Resume(share.Name()) // it may just have ended
		}
		_ = s.Away(share.Name())
	case detect.Same:
		if paused {
			_ = s.Resume(share.Name()) // it may just have ended
		}
		again := detect.Identify(app, apps)
		a.mu.Lock()
		k.want.App = &again
		a.mu.Unlock()
	}
}

// guard keeps a share from showing another app than its own: before each
// connection to the app it looks who listens, and if that is somebody else than
// the last time, which app that is. It is cheap as long as nothing changed.
func (a *Agent) guard(k *keptShare) func(context.Context) error {
	var mu sync.Mutex // one look at a time
	var known string
	return func(ctx context.Context) error {
		a.mu.Lock()
		id := k.want.App
		a.mu.Unlock()
		if id == nil {
			return nil
		}
		owner, ok := detect.Owner(id.Port)
		if !ok || owner == "" {
			return nil // dialing tells
		}
		mu.Lock()
		defer mu.Unlock()
		if owner == known {
			return nil
		}
		apps, err := a.scanner.Scan(ctx)
		if err != nil {
			return err
		}
		if app, state := detect.Follow(*id, apps); state != detect.Same {
			a.again()
			return errors.New(id.Sentence(app, state))
		}
		known = owner
		return nil
	}
}

// again has apps looked for at once.
func (a *Agent) again() {
	select {
	case a.lookNow <- struct{}{}:
	default:
	}
}

// meet takes note of the app that a share waited for, when it is there the first
// time.
func (a *Agent) meet(k *keptShare, target string, apps []detect.App) {
	port := portOf(target)
	for _, app := range apps {
		if port == 0 || app.Port != port {
			continue
		}
		a.know(k, app, apps)
		return
	}
}

// know takes note of the app that a share shows.
func (a *Agent) know(k *keptShare, app detect.App, among []detect.App) {
	id := detect.Identify(app, among)
	a.mu.Lock()
	k.want.App = &id
	a.changed.tell()
	a.mu.Unlock()
	a.save()
}

// moved takes a share to another port.
func (a *Agent) moved(k *keptShare, app detect.App, apps []detect.App, note string) {
	a.mu.Lock()
	to := withPort(k.want.Target, app)
	a.mu.Unlock()
	if err := a.retarget(k, to, note); err != nil {
		a.logger.Warn("a share can't follow its app", "to", to, "err", err)
		return
	}
	a.know(k, app, apps)
}

// retarget shows what is at a target, at the same link.
func (a *Agent) retarget(k *keptShare, to, note string) error {
	target, err := upstream.Parse(to)
	if err != nil {
		return err
	}
	a.mu.Lock()
	share := k.share
	a.mu.Unlock()
	s := a.sharer()
	if s == nil || share == nil {
		return errNotLive
	}
	if err := s.Retarget(share.Name(), target, note); err != nil {
		return err
	}
	a.logger.Info("share moved", "name", share.Name(), "target", to)
	a.mu.Lock()
	k.want.Target = to
	a.mu.Unlock()
	return nil
}

// show shows another app at a share's link, because a person said so.
func (a *Agent) show(k *keptShare, to string) error {
	a.mu.Lock()
	want := k.want
	a.mu.Unlock()
	want.Target, want.App, want.Anyway = to, nil, false
	if err := a.identify(a.ctx, &want); err != nil {
		return err
	}
	if err := a.retarget(k, to, ""); err != nil {
		return err
	}
	a.mu.Lock()
	k.want.App = want.App
	a.changed.tell()
	a.mu.Unlock()
	return nil
}

// withPort is the same kind of target where an app listens.
func withPort(target string, app detect.App) string {
	if strings.HasPrefix(target, "https://") {
		return "https://" + app.Address().String()
	}
	return targetOf(app)
}
