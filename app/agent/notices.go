package agent

import (
	"context"
	"fmt"
	"time"

	"gotunnel/app/localapi"
)

// Messages shows messages of the desktop, one for each key. Errors are of no
// interest: sharing does not depend on a desktop.
type Messages interface {
	Send(ctx context.Context, key, title, body string) error
	Close(ctx context.Context, key string) error
}

const (
	// downFor is how long a link that is watched may be down before its person is
	// told.
	downFor = 2 * time.Minute
	// endsIn is how long before its end a share is told to end.
	endsIn = 10 * time.Minute
	// calmAfterWake is how long nothing is told after the computer woke up: most
	// of it mends itself.
	calmAfterWake = time.Minute
)

// notice is one message that there is reason for. A share has one key, so that a
// new reason takes the place of the old one.
type notice struct{ key, reason, title, body string }

// notices decides what its person is told of, from one state to the next. What it
// told of is not told again before the reason was gone. The zero value is ready.
type notices struct {
	lost    map[string]time.Time // when the links of shares that were watched went down
	visited map[string]bool      // shares whose first visitor was there
	shown   map[string]string    // the reasons of messages, by key
}

// next returns what is to be told now, and the keys whose reason is gone.
func (n *notices) next(s localapi.Snapshot, now time.Time) (tell []notice, gone []string) {
	if n.shown == nil {
		n.lost, n.visited, n.shown = map[string]time.Time{}, map[string]bool{}, map[string]string{}
	}
	current := map[string]bool{}
	for _, one := range n.reasons(s, now) {
		current[one.key] = true
		if n.shown[one.key] != one.reason {
			n.shown[one.key] = one.reason
			tell = append(tell, one)
		}
	}
	for key, reason := range n.shown {
		if !current[key] {
			delete(n.shown, key)
			if reason != firstVisit { // that is true for ever
				gone = append(gone, key)
			}
		}
	}
	return tell, gone
}

const firstVisit = "visit"

// reasons are those that there are now.
func (n *notices) reasons(s localapi.Snapshot, now time.Time) (all []notice) {
	if s.Server.State == localapi.Refused && s.Server.Problem != nil {
		all = append(all, notice{"server", s.Server.Problem.Code, "Sign-in needed", s.Server.Problem.Message})
	}
	there := map[string]bool{}
	for _, share := range s.Shares {
		if !share.Background {
			continue // its terminal tells
		}
		there[share.Name] = true
		if one, ok := n.reason(share, now); ok {
			all = append(all, one)
		}
	}
	for name := range n.visited {
		if !there[name] {
			delete(n.visited, name)
			delete(n.lost, name)
		}
	}
	return all
}

// reason is the one that a share has.
func (n *notices) reason(share localapi.Share, now time.Time) (one notice, ok bool) {
	key := "share:" + share.Name
	first := share.Watching > 0 && !n.visited[share.Name]
	if share.Watching > 0 {
		n.visited[share.Name] = true
	}
	switch {
	case share.State == localapi.Paused && share.Problem != nil:
		return notice{key, "paused", "Sharing is paused", share.Problem.Message}, true
	case n.down(share, now) >= downFor:
		return notice{key, "down", share.Name + " can't be opened right now", "Your link is kept, and comes back by itself."}, true
	case !share.Until.IsZero() && share.Until.Sub(now) < endsIn && share.Until.After(now):
		title := fmt.Sprintf("%s ends at %s", share.Name, share.Until.Local().Format("15:04"))
		return notice{key, "ends", title, "Extend it in Gotunnel if you need it longer."}, true
	case first:
		return notice{key, firstVisit, share.Name + " has its first visitor", "Somebody opened your link."}, true
	}
	return notice{}, false
}

// down is how long the link of a share that is watched has been down.
func (n *notices) down(share localapi.Share, now time.Time) time.Duration {
	switch share.State {
	case localapi.Reconnecting, localapi.Unreachable, localapi.Failed:
	case localapi.Starting, localapi.Live, localapi.Waiting, localapi.Paused:
		delete(n.lost, share.Name)
		return 0
	}
	since, ok := n.lost[share.Name]
	if !ok && share.Watching > 0 {
		n.lost[share.Name] = now
		return 0
	}
	if !ok {
		return 0
	}
	return now.Sub(since)
}

// tell tells its person what there is to tell of the shares.
func (a *Agent) tell(n *notices, shares []localapi.Share) {
	a.mu.Lock()
	server, quiet := a.link, a.prefs.Quiet || time.Now().Before(a.calmUntil)
	a.mu.Unlock()
	if a.Messages == nil || quiet {
		return
	}
	tell, gone := n.next(localapi.Snapshot{Server: server, Shares: shares}, time.Now())
	for _, one := range tell {
		_ = a.Messages.Send(a.ctx, one.key, one.title, one.body)
	}
	for _, key := range gone {
		_ = a.Messages.Close(a.ctx, key)
	}
}
