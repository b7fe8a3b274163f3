package pages_test

import (
	"context"
	"iter"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

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
	await(t, expired)
}

// await waits for one event.
func await[E any](t *testing.T, events iter.Seq2[E, error]) {
	t.Helper()
	for _, err := range events {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
}
