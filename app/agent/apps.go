package agent

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"sync"
	"time"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
)

// page is what an app was asked for once.
type page struct {
	pid     int
	started time.Time
	title   string
	icon    string // its name; empty if there is none
	data    localapi.Icon
}

// scan looks for apps, has shares follow theirs, and shows what there is.
func (a *Agent) scan(ctx context.Context) {
	apps, err := a.scanner.Scan(ctx)
	if err != nil {
		if ctx.Err() == nil {
			a.logger.Warn("apps can't be found", "err", err)
		}
		return
	}
	a.mu.Lock()
	a.apps = apps
	for port, p := range a.pages {
		if !slices.ContainsFunc(apps, func(app detect.App) bool { return app.Port == port && p.of(app) }) {
			delete(a.pages, port)
		}
	}
	kept := slices.Clone(a.kept)
	a.changed.tell()
	a.mu.Unlock()
	for _, k := range kept {
		a.follow(k, apps)
	}
}

func (p page) of(app detect.App) bool { return p.pid == app.PID && p.started.Equal(app.Started) }

// listed counts who looks at the list of apps.
func (a *Agent) listed(n int) {
	a.mu.Lock()
	a.lists += n
	a.mu.Unlock()
	a.again()
}

// askForPages has apps asked for their titles and icons while somebody looks at the
// list of them. Nobody waits for that: each may take seconds.
func (a *Agent) askForPages() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.lists == 0 || a.asking {
		return
	}
	a.asking = true
	apps := a.apps
	a.wg.Go(func() {
		a.ask(a.ctx, apps)
		a.mu.Lock()
		defer a.mu.Unlock()
		a.asking = false
	})
}

// asked at once are few: an app that compiles its page takes a whole core.
const askedAtOnce = 2

// ask asks apps for their pages that were not asked yet.
func (a *Agent) ask(ctx context.Context, apps []detect.App) {
	turns := make(chan struct{}, askedAtOnce)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, app := range apps {
		a.mu.Lock()
		known, ok := a.pages[app.Port]
		a.mu.Unlock()
		if app.Hidden != "" || ok && known.of(app) {
			continue
		}
		turns <- struct{}{}
		wg.Go(func() {
			defer func() { <-turns }()
			a.askOne(ctx, app)
		})
	}
}

func (a *Agent) askOne(ctx context.Context, app detect.App) {
	found, err := a.scanner.Probe(ctx, app)
	p := page{pid: app.PID, started: app.Started, title: found.Title}
	if len(found.Icon) > 0 {
		sum := sha256.Sum256(found.Icon)
		p.icon, p.data = hex.EncodeToString(sum[:8]), localapi.Icon{Type: found.Type, Data: found.Icon}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil {
		i := slices.IndexFunc(a.apps, func(other detect.App) bool { return other.Port == app.Port })
		if i >= 0 && err == detect.ErrNotHTTP { //nolint:errorlint // it is not wrapped
			a.apps = slices.Clone(a.apps)
			a.apps[i].Hidden = detect.NotHTTP
			a.changed.tell()
		}
		return
	}
	a.pages[app.Port] = p
	a.changed.tell()
}

// Icon implements [localapi.Agent].
func (a *Agent) Icon(id string) *localapi.Icon {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.pages {
		if p.icon == id && id != "" {
			return &p.data
		}
	}
	return nil
}

// appsLocked are the apps as others see them, by port.
func (a *Agent) appsLocked() []localapi.App {
	all := make([]localapi.App, 0, len(a.apps))
	for _, app := range a.apps {
		p := a.pages[app.Port]
		one := localapi.App{
			Port: app.Port, Target: targetOf(app), Name: cmp.Or(app.Project, plainName(app)), Framework: app.Framework,
			Title: p.title, Icon: p.icon, Hidden: string(app.Hidden), Risk: app.Risk,
		}
		for _, k := range a.kept {
			if k.want.App != nil && k.want.App.Port == app.Port || k.want.Target == one.Target {
				one.Share = k.want.Name
			}
		}
		all = append(all, one)
	}
	return all
}

// plainName is what an app without a project is called; "" if its framework says
// more.
func plainName(app detect.App) string {
	if app.Framework != "" {
		return ""
	}
	return app.Process
}

// targetOf is what to dial for an app.
func targetOf(app detect.App) string {
	addr := app.Address()
	if addr.Addr() == netip.AddrFrom4([4]byte{127, 0, 0, 1}) {
		return addr.String()[len("127.0.0.1:"):]
	}
	return addr.String()
}

// describeLocked adds what is known of a share's app.
func (a *Agent) describeLocked(k *keptShare, now *localapi.Share) {
	if k.want.App == nil {
		return
	}
	now.App = k.want.App.Name
	for _, app := range a.apps {
		if app.Port == k.want.App.Port {
			now.App = cmp.Or(app.Name(), now.App)
			now.Icon = a.pages[app.Port].icon
		}
	}
}
