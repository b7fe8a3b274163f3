package pages_test

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// startBrowser starts one Chromium for a test. Its context is the first tab.
func startBrowser(t *testing.T) context.Context {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium in PATH: install it to meet the pages in a real browser")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, // root in a container has none, and all pages here are ours
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	return newTab(ctx, t)
}

// newTab opens a tab in a window of its own. A page that breaks its own policy,
// or a script that fails, fails the test.
func newTab(parent context.Context, t *testing.T, options ...chromedp.ContextOption) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	do(ctx, t)
	messages, done := chromedp.Console(ctx), make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err == nil && !strings.Contains(m.String(), "the server responded with a status of") {
				t.Errorf("the browser complains: %v", m)
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return ctx
}

func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// hurry lets the page's clock run ahead as fast as it can, for ms milliseconds
// of its own time. It stands still while an answer is awaited.
func hurry(ctx context.Context, t *testing.T, ms float64) {
	t.Helper()
	_, err := chromedp.Call(ctx, emulation.SetVirtualTimePolicy, emulation.SetVirtualTimePolicyParams{
		Policy: emulation.VirtualTimePolicyPauseIfNetworkFetchesPending,
		Budget: &ms,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// pass is hurry, and waits until the time is over.
func pass(ctx context.Context, t *testing.T, ms float64) {
	t.Helper()
	expired := chromedp.Events(ctx, emulation.VirtualTimeBudgetExpired)
	hurry(ctx, t, ms)
	for _, err := range expired {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
}
