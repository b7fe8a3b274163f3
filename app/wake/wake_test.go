package wake

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// What comes together is told once, when it is over.
func TestGather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		events := make(chan string, 16)
		var told []string
		done := make(chan struct{})
		go func() {
			defer close(done)
			gather(ctx, events, func(why string) { told = append(told, why) })
		}()
		for _, burst := range []string{"sleep", "network"} {
			events <- burst
			for range 5 {
				time.Sleep(calm / 10)
				events <- "more"
			}
			time.Sleep(2 * calm)
		}
		cancel()
		<-done
		if len(told) != 2 || told[0] != "sleep" || told[1] != "network" {
			t.Errorf("told %q", told)
		}
	})
}

// Watch ends with its context, whatever the system has to tell by.
func TestWatchEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Watch(ctx, slog.New(slog.DiscardHandler), func(string) {})
	}()
	cancel()
	<-done
}
