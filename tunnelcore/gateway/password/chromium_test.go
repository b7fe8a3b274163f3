package password

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// startBrowser starts one Chromium for a test. Its context is the first tab.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium in PATH: install it to meet the page in a real browser")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, // root in a container has none, and all pages here are ours
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	limited, stop := context.WithTimeout(t.Context(), time.Minute) // only so that a failure ends
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(cancel)
	return newTab(ctx, t)
}

// newTab opens a tab. A page that breaks its own policy, or a script that fails,
// fails the test.
func newTab(parent context.Context, t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	do(ctx, t)
	messages, done := chromedp.Console(ctx), make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err == nil && !harmless(m.String()) {
				t.Errorf("the browser complains: %v", m)
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return ctx
}

// harmless holds for what is meant: answers of 401, and a form without a user
// name, which would be a field that nobody sees and password managers fill in.
func harmless(message string) bool {
	return strings.Contains(message, "the server responded with a status of") ||
		strings.Contains(message, "should have (optionally hidden) username fields")
}

func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func run[T any](ctx context.Context, t *testing.T, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
