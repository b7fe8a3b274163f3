// Package browsertest opens pages in a real Chromium, for tests:
//
//	ctx := browsertest.Start(t)
//	browsertest.Do(ctx, t, chromedp.Navigate(url))
//
// A test is skipped where there is no Chromium. A page that breaks its own
// policy, or a script that fails, fails the test.
package browsertest

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// names are what Chromium is called on Debian, on Ubuntu and by its maker.
var names = []string{"chromium", "chromium-browser", "google-chrome"}

// patience is how long one test may take with its browser, so that a failure
// ends.
const patience = 2 * time.Minute

// Start starts one Chromium for a test. Its context is the first tab.
func Start(t *testing.T) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(find(t)),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, // root in a container has none, and all pages here are ours
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	limited, stop := context.WithTimeout(t.Context(), patience)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(cancel)
	return Tab(ctx, t)
}

func find(t *testing.T) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium in PATH: install it to meet the pages in a real browser")
	return ""
}

// Tab opens a tab.
func Tab(parent context.Context, t *testing.T, options ...chromedp.ContextOption) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	Do(ctx, t)
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

// harmless holds for what is meant: answers that are no success, and a form
// without a user name, which would be a field that nobody sees and password
// managers fill in.
func harmless(message string) bool {
	return strings.Contains(message, "the server responded with a status of") ||
		strings.Contains(message, "should have (optionally hidden) username fields")
}

// Do takes steps in a tab.
func Do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}
