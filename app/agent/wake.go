package agent

import (
	"context"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"
)

const (
	// lookEvery is how often the clock and the addresses are looked at. It is what
	// a computer that wakes up waits for at most, and costs one wake-up.
	lookEvery = 2 * time.Second
	// slept is how much more than that has to pass on the wall's clock to tell
	// that the computer slept: the one of timers stands still meanwhile.
	slept = 5 * time.Second
)

// watchWake calls reconnect when the computer woke up or changed networks, until
// ctx ends. It looks, since every system has ways of its own to tell.
func watchWake(ctx context.Context, reconnect func(), log *slog.Logger) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	last, network := time.Now().Round(0), addresses()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, here := time.Now().Round(0), addresses()
		switch {
		case now.Sub(last) > lookEvery+slept:
			log.Info("the computer slept", "for", now.Sub(last).Round(time.Second))
			reconnect()
		case here != network:
			log.Info("the network changed")
			reconnect()
		}
		last, network = now, here
	}
}

// addresses are this computer's, in one text.
func addresses() string {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	var all []string
	for _, a := range list {
		all = append(all, a.String())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
