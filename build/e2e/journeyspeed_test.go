package e2e

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"gotunnel/app/localapi"
)

// What the window is worth to somebody in a hurry: how soon it can be used, on a
// computer whose disk has it in memory, with an agent that runs.
func TestJourneyLaunch(t *testing.T) {
	// Alone: it is about how fast something is.
	d := newDesktopOf(t, nil, "gotunnel-desktop")
	agent := serveStateAgent(t, d)
	var all []time.Duration
	for range 6 {
		began := time.Now()
		p := d.launch()
		agent.awaitList(t) // the list of apps is in view
		all = append(all, time.Since(began).Round(time.Millisecond))
		p.stop()
	}
	all = all[1:] // the first was not warm
	slices.Sort(all)
	t.Logf("from the start of the process until the list is in view: median %v of %v", all[len(all)/2], all)
}

// An agent of which everything changes a thousand times a second does not keep the
// page from being drawn, nor fill its memory.
func TestJourneyManyChanges(t *testing.T) {
	// Alone: it is about how fast something is.
	d := newDesktopOf(t, nil, "gotunnel-desktop-dev")
	agent := serveStateAgent(t, d)
	b, _ := d.page()
	agent.awaitList(t)
	b.reads("share-1", "share-20")
	d.mustRun("xdotool", "search", "--name", "^Gotunnel$", "windowminimize", "--sync") // only one page is to be drawn
	before := b.measure()
	close(agent.storm)
	var took time.Duration
	select {
	case took = <-agent.told:
	case <-time.After(patience):
		t.Fatal("not all was told")
	}
	b.report("10,000 changes of 20 shares and 20 apps", took, before)
	// The last one is shown.
	b.holds(fmt.Sprintf(`document.body.innerText.includes((%d).toLocaleString("en") + " watching")`, changes))
}

// drawing is what a page was drawn like.
type drawing struct {
	Frames float64 // that were drawn
	Worst  float64 // milliseconds between two
	Long   float64 // tasks of more than 50 ms
	Heap   float64 // bytes of scripts, after a collection
}

// measure begins to count, and tells how much memory there is in use now.
func (b *tab) measure() drawing {
	b.t.Helper()
	b.do(void(chromedp.Evaluate[bool](`window.drawn = { frames: 0, worst: 0, long: 0 },
		new PerformanceObserver(list => drawn.long += list.getEntries().length).observe({ type: "longtask" }),
		requestAnimationFrame(function next(last) {
			requestAnimationFrame(now => { drawn.frames++; drawn.worst = Math.max(drawn.worst, now - last); next(now); });
		}), true`)))
	return drawing{Heap: b.heap()}
}

// report logs what there was since measure.
func (b *tab) report(what string, took time.Duration, before drawing) {
	b.t.Helper()
	frames, worst, long := b.number("drawn.frames"), b.number("drawn.worst"), b.number("drawn.long")
	b.t.Logf("%s in %v: %.0f frames a second, at most %.0f ms between two, %.0f tasks over 50 ms; scripts had %.1f MB before, %.1f MB after",
		what, took.Round(10*time.Millisecond), frames/took.Seconds(), worst, long, before.Heap/1e6, b.heap()/1e6)
}

func (b *tab) number(expression string) float64 {
	b.t.Helper()
	n, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// heap is how much memory scripts use once what they no longer need is gone.
func (b *tab) heap() float64 {
	b.t.Helper()
	used, err := chromedp.Run(b.ctx, func(ctx context.Context, t *chromedp.Target) (float64, error) {
		if _, err := cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return 0, err
		}
		got, err := cdp.Call(ctx, t, runtime.GetHeapUsage, cdp.Empty{})
		return got.UsedSize, err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return used
}

// changes is how often everything changes in a storm, in which it does so every
// millisecond.
const changes = 10_000

// stateAgent is an agent behind a real socket that shares nothing, and says that
// much changes.
type stateAgent struct {
	localapi.Agent
	version string
	lists   chan struct{}      // the list of apps came into view
	storm   chan struct{}      // closed when it is to begin
	told    chan time.Duration // how long the storm took
}

// serveStateAgent has one run where the desktop looks for it.
func serveStateAgent(t *testing.T, d *desktop) *stateAgent {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", runtimeFolder(d.home))
	version := strings.TrimPrefix(mustCall(t, filepath.Join(programs, "gotunnel"), "--version"), "gotunnel ")
	a := &stateAgent{version: version, lists: make(chan struct{}, 100), storm: make(chan struct{}), told: make(chan time.Duration, 1)}
	ln, err := localapi.ListenAgent()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := inBackground(func() error { return localapi.Serve(ctx, ln, a) })
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return a
}

func (a *stateAgent) awaitList(t *testing.T) {
	t.Helper()
	select {
	case <-a.lists:
	case <-time.After(patience):
		t.Fatal("no page is there")
	}
}

func (a *stateAgent) About() localapi.About { return localapi.About{Version: a.version, PID: 1} }

func (*stateAgent) Shares() []localapi.Share          { return nil }
func (*stateAgent) Elsewhere(string) *localapi.Client { return nil }
func (*stateAgent) Icon(string) *localapi.Icon        { return nil }

func (*stateAgent) Window(ctx context.Context) (iter.Seq[localapi.View], error) {
	return func(func(localapi.View) bool) { <-ctx.Done() }, nil
}

func (a *stateAgent) State(ctx context.Context, list bool) iter.Seq[localapi.Snapshot] {
	if list {
		a.lists <- struct{}{}
	}
	return func(yield func(localapi.Snapshot) bool) {
		if !yield(a.snapshot(0)) {
			return
		}
		select {
		case <-a.storm:
		case <-ctx.Done():
			return
		}
		began := time.Now()
		for n := range changes {
			time.Sleep(time.Until(began.Add(time.Duration(n) * time.Millisecond))) // it is what the test measures by
			if !yield(a.snapshot(n + 1)) {
				return
			}
		}
		a.told <- time.Since(began)
		<-ctx.Done()
	}
}

// snapshot has more in it than most people have.
func (a *stateAgent) snapshot(n int) localapi.Snapshot {
	now := localapi.Snapshot{
		Server:   localapi.Server{Address: "share.test", State: localapi.Connected, Since: time.Now(), Domain: far},
		Settings: localapi.Settings{Appearance: "system", AtSignIn: "on", AskedAtSignIn: true, AskedPublic: true, Version: a.version},
	}
	for i := range 20 {
		name := fmt.Sprintf("share-%d", i+1)
		now.Shares = append(now.Shares, localapi.Share{
			Name: name, URL: "https://" + name + "." + far, Target: "127.0.0.1:3000", State: localapi.Live, Web: true,
			Watching: n, LastVisit: time.Now(), Since: time.Now(),
		})
		now.Apps = append(now.Apps, localapi.App{Port: 4000 + i, Target: fmt.Sprint(4000 + i), Name: fmt.Sprintf("app-%d", n%7)})
	}
	return now
}
