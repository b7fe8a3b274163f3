package agent

import (
	"reflect"
	"time"

	"gotunnel/app/localapi"
)

// lookEvery is how often it is looked at what no event tells of. It costs one
// wake-up.
const lookEvery = 2 * time.Second

// watch looks after what changes around the agent until it ends: apps that come
// and go, visitors, and other programs that share.
func (a *Agent) watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var last []localapi.Share
	var n notices
	for {
		last = a.lookAround(last)
		a.tell(&n, last)
		select {
		case <-a.ctx.Done():
			return
		case <-tick.C:
		case <-a.lookNow:
		}
	}
}

func (a *Agent) lookAround(last []localapi.Share) []localapi.Share {
	if a.scanner.Changed() {
		a.scan(a.ctx)
	}
	a.askForPages()
	a.lookElsewhere()
	if a.trouble.isUnsaved() {
		a.save()
	}
	now := a.Shares()
	if !reflect.DeepEqual(now, last) { // visitors come and go
		a.changed.tell()
	}
	return now
}

// woke has the connection looked after at once.
func (a *Agent) woke(why string) {
	a.logger.Info("looking after the connection", "why", why)
	a.mu.Lock()
	a.calmUntil = time.Now().Add(calmAfterWake)
	a.mu.Unlock()
	a.reconnect()
}
