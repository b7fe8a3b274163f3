package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// notify tells systemd, if it listens, what became of this process.
func notify(log *slog.Logger, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("could not tell systemd", "state", state, "err", err)
	}
}

// watchdog tells systemd, if it asked for that, that the server is alive, twice
// in the time it allows, until ctx ends. The check shows that no lock is stuck;
// its result does not count, because a restart heals no full disk.
func watchdog(ctx context.Context, log *slog.Logger, check func() error) {
	allowed, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		log.Warn("systemd's watchdog is not set right", "err", err)
	}
	if allowed <= 0 {
		return
	}
	ticker := time.NewTicker(allowed / 2)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_ = check()
			notify(log, daemon.SdNotifyWatchdog)
		}
	}
}
