package e2e

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// browser is the one Chromium that serves all tests, each in a tab of its own.
var browser struct {
	once sync.Once
	ctx  context.Context // in which tabs are opened
	end  context.CancelFunc
	err  error
}

// startBrowser returns the context to open tabs in.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path := need(t, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	browser.once.Do(func() { launch(path) })
	if browser.err != nil {
		t.Fatal(browser.err)
	}
	return browser.ctx
}

// closeBrowser ends the browser, if there is one, and waits.
func closeBrowser() {
	if browser.end != nil {
		browser.end()
	}
}

func launch(path string) {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, // root in a container has none, and all pages here are ours
		chromedp.DisableGPU,
		chromedp.Flag("no-proxy-server", true), // links are on this computer
		chromedp.Flag("host-resolver-rules", "MAP *."+far+" 127.0.0.1"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	all, endAll := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endFirst := chromedp.NewContext(all)
	browser.ctx, browser.end = ctx, func() { endFirst(); endAll() }
	browser.err = chromedp.Do(ctx)
}
