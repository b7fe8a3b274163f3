package e2e

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// tab is a tab of the browser. A script that fails in it, an error that it
// prints, and a request that fails each fail the test.
type tab struct {
	t     *testing.T
	ctx   context.Context
	close context.CancelFunc
	pages atomic.Int32 // that were loaded, each counting again when it reloads
}

// newTab opens a tab. Answers with a status from 400 fail the test too, unless
// they are expected.
func newTab(t *testing.T, expected ...int) *tab {
	t.Helper()
	b := newCarelessTab(t)
	var wg sync.WaitGroup
	// Closed before its app and its link end, it does not miss them.
	t.Cleanup(func() { b.close(); wg.Wait() })
	watch(&wg, chromedp.Console(b.ctx), b.heard)
	watch(&wg, chromedp.Events(b.ctx, network.LoadingFailed), b.failed)
	watch(&wg, chromedp.Events(b.ctx, network.ResponseReceived), func(e network.EventResponseReceived) {
		if status := int(e.Response.Status); status >= 400 && !slices.Contains(expected, status) {
			t.Errorf("%s answered %d", e.Response.URL, status)
		}
		if e.Type == network.ResourceTypeDocument {
			b.pages.Add(1)
		}
	})
	return b
}

// newCarelessTab opens a tab in which anything may fail. It has cookies and
// connections of its own, which end with it.
func newCarelessTab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(startBrowser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, close: cancel}
	b.do() // opens it
	return b
}

// watch calls f with every event until the tab is closed.
func watch[E any](wg *sync.WaitGroup, events iter.Seq2[E, error], f func(E)) {
	wg.Go(func() {
		for e, err := range events {
			if err == nil {
				f(e)
			}
		}
	})
}

func (b *tab) heard(m chromedp.ConsoleMessage) {
	isStatus := strings.Contains(m.Text, "the server responded with a status of") // seen as a response
	if m.IsException() || m.Type == "error" && !isStatus {
		b.t.Errorf("the browser complains: %v", m)
	}
}

// failed tells of a request without an answer. One that the page itself gave up
// is none.
func (b *tab) failed(e network.EventLoadingFailed) {
	if !e.Canceled {
		b.t.Errorf("the browser could not load a %s: %s", e.Type, e.ErrorText)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if len(steps) == 0 {
		ctx = b.ctx // a tab that opens lives as long as the context that opened it
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// open goes to url and waits until the page and all that it names are loaded.
func (b *tab) open(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// holds waits until a JavaScript expression is true, on whatever page is there
// by then.
func (b *tab) holds(expression string) {
	b.t.Helper()
	eventually(b.t, func() error {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression))
		if err == nil && !holds {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText")) // only to tell
			err = fmt.Errorf("%s is false. The page reads:\n%s", expression, text)
		}
		return err
	})
}

// stayed fails the test if the page was loaded more than once.
func (b *tab) stayed() {
	b.t.Helper()
	if n := b.pages.Load(); n != 1 {
		b.t.Errorf("the browser loaded %d pages, want 1", n)
	}
}

// picture keeps a screenshot for people to look at.
func (b *tab) picture(name string) {
	b.t.Helper()
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	folder := filepath.Join(cache(b.t), "shots")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), image, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
