package tray

import (
	"fmt"
	"strings"
	"testing"

	"gotunnel/app/localapi"
)

// written is what a menu shows: what can't be clicked is in brackets, and what is
// below a row is behind it.
func written(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		if r.hidden {
			continue
		}
		text := r.label
		if r.separator {
			text = "---"
		}
		if r.off {
			text = "(" + text + ")"
		}
		if r.checked {
			text += " ✓"
		}
		if r.under != nil {
			text += " ▸ " + strings.ReplaceAll(strings.TrimSpace(written(r.under)), "\n", " · ")
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

func connected() localapi.Server {
	return localapi.Server{Address: "share.acme.dev", State: localapi.Connected}
}

// twoShares is the picture in the description of how Gotunnel feels.
func twoShares() localapi.Snapshot {
	return localapi.Snapshot{
		Server: connected(),
		Shares: []localapi.Share{
			{Name: "shop", URL: "https://shop.share.acme.dev", State: localapi.Live, Web: true, Watching: 2, Background: true},
			{Name: "brand-deck", URL: "https://brand-deck.share.acme.dev", State: localapi.Live, Web: true, Protected: true},
			{Name: "docs", URL: "https://docs.share.acme.dev", State: localapi.Waiting, Web: true},
		},
		Apps: []localapi.App{
			{Port: 3000, Target: "3000", Name: "checkout", Framework: "Vite"},
			{Port: 5173, Target: "5173", Name: "shop", Framework: "Vite", Share: "shop"},
			{Port: 5432, Target: "5432", Name: "postgres", Hidden: "a database"},
			{Port: 6006, Target: "6006", Framework: "Storybook"},
			{Port: 8000, Target: "8000", Title: "Directory listing"},
			{Port: 8080, Target: "8080"},
			{Port: 8888, Target: "8888", Name: "jupyter", Risk: "Port 8888 is a notebook."},
		},
		Settings: localapi.Settings{AtSignIn: "on"},
	}
}

func TestMenu(t *testing.T) {
	const web, protected = "Copy link · Show QR code · Open in browser · Add password · Stop sharing",
		"Copy link · Copy link and password · Show QR code · Open in browser · Stop sharing"
	const top, apps = "Open Gotunnel\n", "Share a folder…\nShare another port…\n---\n"
	const bottom = "---\nSettings…\nStart at sign-in\nQuit Gotunnel\n"
	empty := func(s localapi.Server, line string) (localapi.Snapshot, string) {
		return localapi.Snapshot{Server: s}, top + line + "\n---\n(Nothing is shared)\n---\n" + apps + "(Stop all shares)\n" + bottom
	}
	blocked := strings.NewReplacer("Share a folder…", "(Share a folder…)", "Share another port…", "(Share another port…)")
	cases := map[string]func() (localapi.Snapshot, string){
		"shares and apps": func() (localapi.Snapshot, string) {
			return twoShares(), top + "2 shares live on share.acme.dev\n---\n" +
				"● shop   2 watching ▸ " + web + "\n● brand-deck   live ▸ " + protected + "\n◌ docs   waiting ▸ " + web + "\n---\n" +
				"Share port 3000 (checkout, Vite)\nShare port 6006 (Storybook)\nShare port 8000 (Directory listing)\nShare port 8080\n" +
				apps + "Stop all shares\n---\nSettings…\nStart at sign-in ✓\nQuit Gotunnel\n"
		},
		"nothing": func() (localapi.Snapshot, string) { return empty(connected(), "Connected to share.acme.dev") },
		"offline": func() (localapi.Snapshot, string) { return empty(gone.Server, "Offline, reconnecting…") },
		"unreached": func() (localapi.Snapshot, string) {
			return empty(localapi.Server{State: localapi.Unreached}, "Offline, reconnecting…")
		},
		"connecting": func() (localapi.Snapshot, string) {
			return empty(localapi.Server{Address: "a.b", State: localapi.Connecting}, "Connecting to a.b…")
		},
		"refused": func() (localapi.Snapshot, string) {
			s, want := empty(localapi.Server{State: localapi.Refused}, "Sign-in needed…")
			return s, blocked.Replace(want)
		},
		"no server": func() (localapi.Snapshot, string) {
			s, want := empty(localapi.Server{State: localapi.NoServer}, "Sign-in needed…")
			return s, blocked.Replace(want)
		},
		"bytes": func() (localapi.Snapshot, string) {
			return localapi.Snapshot{Server: connected(), Shares: []localapi.Share{{Name: "db", URL: "tcp://share.acme.dev:4000", State: localapi.Live}}},
				top + "1 share live on share.acme.dev\n---\n● db   live ▸ Copy link · Stop sharing\n---\n" + apps + "Stop all shares\n" + bottom
		},
		"each state": func() (localapi.Snapshot, string) {
			s := localapi.Snapshot{Server: connected()}
			for _, state := range []localapi.State{localapi.Starting, localapi.Paused, localapi.Reconnecting, localapi.Unreachable, localapi.Failed} {
				s.Shares = append(s.Shares, localapi.Share{Name: "a", State: state})
			}
			const under = " ▸ (Copy link) · Stop sharing\n"
			return s, top + "Connected to share.acme.dev\n---\n◌ a   starting…" + under + "◌ a   paused" + under + "◌ a   reconnecting…" + under +
				"◌ a   can't be opened" + under + "◌ a   failed" + under + "---\n" + apps + "Stop all shares\n" + bottom
		},
	}
	for name, tt := range cases {
		s, want := tt()
		if got := written(menu(s)); got != want {
			t.Errorf("%s: the menu is\n%s and not\n%s", name, got, want)
		}
	}
}

// What there is too much of is in the window; the rows stay the same ones.
func TestMuch(t *testing.T) {
	s := localapi.Snapshot{Server: connected()}
	long := strings.Repeat("ä", 60)
	for i := range 14 {
		s.Shares = append(s.Shares, localapi.Share{Name: fmt.Sprint("s", i), State: localapi.Live})
		s.Apps = append(s.Apps, localapi.App{Port: 3000 + i, Name: long + "\nb"})
	}
	got := written(menu(s))
	for _, want := range []string{"● s11 ", "All 14 shares…\n", "Share port 3007 (" + strings.Repeat("ä", 39) + "…)\nMore…\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for _, no := range []string{"● s12 ", "port 3008"} {
		if strings.Contains(got, no) {
			t.Errorf("%q is in\n%s", no, got)
		}
	}
	if much, none := len(menu(s)), len(menu(gone)); much != none {
		t.Errorf("there are %d rows, and %d for nothing", much, none)
	}
}

func TestIcon(t *testing.T) {
	one := func(state localapi.State, watching int) []localapi.Share {
		return []localapi.Share{{State: state, Watching: watching}}
	}
	for name, tt := range map[string]struct {
		server  localapi.ServerState
		shares  []localapi.Share
		shape   shape
		tooltip string
	}{
		"nothing":             {localapi.Connected, nil, idle, "nothing is shared"},
		"connecting":          {localapi.Connecting, nil, idle, "nothing is shared"},
		"waiting":             {localapi.Connected, one(localapi.Waiting, 0), idle, "1 share"},
		"live":                {localapi.Connected, one(localapi.Live, 0), sharing, "1 share"},
		"watched":             {localapi.Connected, twoShares().Shares, watched, "3 shares, 2 watching"},
		"paused":              {localapi.Connected, one(localapi.Paused, 0), needed, "1 share"},
		"failed":              {localapi.Connected, one(localapi.Failed, 0), needed, "1 share"},
		"unreachable":         {localapi.Connected, one(localapi.Unreachable, 0), needed, "1 share"},
		"offline":             {localapi.Offline, one(localapi.Reconnecting, 0), offline, "offline, reconnecting"},
		"unreached":           {localapi.Unreached, one(localapi.Live, 1), offline, "offline, reconnecting"},
		"refused":             {localapi.Refused, one(localapi.Reconnecting, 0), needed, "sign-in needed"},
		"no server":           {localapi.NoServer, nil, needed, "sign-in needed"},
		"the agent is not up": {gone.Server.State, gone.Shares, offline, "offline, reconnecting"},
	} {
		s := localapi.Snapshot{Server: localapi.Server{State: tt.server}, Shares: tt.shares}
		if got := shapeOf(s); got != tt.shape {
			t.Errorf("%s: the shape is %d and not %d", name, got, tt.shape)
		}
		if got := tooltip(s); got != "Gotunnel: "+tt.tooltip {
			t.Errorf("%s: %q", name, got)
		}
	}
}
