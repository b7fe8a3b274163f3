package agent

import (
	"testing"
	"time"

	"gotunnel/app/localapi"
)

func TestNotices(t *testing.T) {
	began := time.Date(2026, 3, 1, 10, 0, 0, 0, time.Local)
	at := func(minutes float64) time.Time { return began.Add(time.Duration(minutes * float64(time.Minute))) }
	shop := func(change func(*localapi.Share)) localapi.Snapshot {
		s := localapi.Share{Name: "shop", State: localapi.Live, Background: true}
		change(&s)
		return localapi.Snapshot{Shares: []localapi.Share{s}}
	}
	type step struct {
		state localapi.Snapshot
		when  float64 // minutes
		title string  // of the message, "" for none
		gone  string  // the key that is taken away
	}
	paused := &localapi.Error{Code: localapi.CodeTaken, Message: "Port 5173 now belongs to 'admin-tools'."}
	refused := localapi.Snapshot{Server: localapi.Server{State: localapi.Refused, Problem: &localapi.Error{Code: "unauthorized", Message: "…"}}}
	watched := func(s *localapi.Share) { s.Watching = 1 }
	away := func(s *localapi.Share) { s.Watching, s.State = 1, localapi.Reconnecting }
	unwatched := func(s *localapi.Share) { s.State = localapi.Reconnecting }
	ending := func(s *localapi.Share) { s.Until = at(11) }
	for name, steps := range map[string][]step{
		"the first visitor, once": {
			{shop(func(*localapi.Share) {}), 0, "", ""},
			{shop(watched), 1, "shop has its first visitor", ""},
			{shop(watched), 2, "", ""},
			{shop(func(*localapi.Share) {}), 40, "", ""},
			{shop(watched), 41, "", ""},
		},
		"another app has the port": {
			{shop(func(s *localapi.Share) { s.State, s.Problem = localapi.Paused, paused }), 0, "Sharing is paused", ""},
			{shop(func(s *localapi.Share) { s.State, s.Problem = localapi.Paused, paused }), 1, "", ""},
			{shop(func(*localapi.Share) {}), 2, "", "share:shop"},
		},
		"down while it is watched": {
			{shop(watched), 0, "shop has its first visitor", ""},
			{shop(away), 1, "", ""},
			{shop(away), 2.9, "", ""},
			{shop(away), 3, "shop can't be opened right now", ""},
			{shop(away), 9, "", ""},
			{shop(watched), 10, "", "share:shop"},
		},
		"down while nobody watches": {{shop(unwatched), 0, "", ""}, {shop(unwatched), 9, "", ""}},
		"an end": {
			{shop(ending), 0, "", ""},
			{shop(ending), 1.5, "shop ends at 10:11", ""},
			{shop(ending), 5, "", ""},
			{localapi.Snapshot{}, 12, "", "share:shop"},
		},
		"sign-in needed": {{refused, 0, "Sign-in needed", ""}, {refused, 1, "", ""}, {localapi.Snapshot{}, 2, "", "server"}},
		"of a terminal":  {{shop(func(s *localapi.Share) { s.Background, s.Watching = false, 1 }), 0, "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			var n notices
			for i, step := range steps {
				tell, gone := n.next(step.state, at(step.when))
				var title, key string
				for _, one := range tell {
					title += one.title
				}
				for _, one := range gone {
					key += one
				}
				if title != step.title || key != step.gone {
					t.Errorf("step %d: %q, gone %q; want %q, %q", i, title, key, step.title, step.gone)
				}
			}
		})
	}
}
