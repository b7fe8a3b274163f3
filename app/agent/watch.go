package agent

import (
	"net"
	"reflect"
	"slices"
	"strings"
	"time"

	"gotunnel/app/localapi"
)

const (
	// lookEvery is how often it is looked at what no event tells of. It costs one
	// wake-up.
	lookEvery = 2 * time.Second
	// slept is how much more than that has to pass on the wall's clock to tell
	// that the computer slept: the one of timers stands still meanwhile.
	slept = 5 * time.Second
)

// watch looks after what changes around the agent until it ends: sleep and
// network, apps that come and go, visitors, and other programs that share.
func (a *Agent) watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var last look
	for {
		a.lookAround(&last)
		select {
		case <-a.ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look is what was seen the last time.
type look struct {
	at      time.Time
	network string
	shares  []localapi.Share
}

func (a *Agent) lookAround(last *look) {
	now := look{at: time.Now().Round(0), network: addresses(), shares: a.Shares()}
	switch {
	case last.at.IsZero():
	case now.at.Sub(last.at) > lookEvery+slept:
		a.logger.Info("the computer slept", "for", now.at.Sub(last.at).Round(time.Second))
		a.reconnect()
	case now.network != last.network:
		a.logger.Info("the network changed")
		a.reconnect()
	}
	a.scan(a.ctx)
	a.lookElsewhere()
	if !reflect.DeepEqual(now.shares, last.shares) { // visitors come and go
		a.notify()
	}
	*last = now
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
