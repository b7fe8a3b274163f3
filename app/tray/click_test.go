package tray

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"gotunnel/app/clipboard"
	"gotunnel/app/localapi"
)

// hand clicks, and notes what there is to see of it.
type hand struct {
	mu   sync.Mutex
	seen []string
}

func (h *hand) note(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = append(h.seen, what)
}

func (h *hand) config(client *localapi.Client, fails error) Config {
	return Config{
		Client: client, Logger: slog.New(slog.DiscardHandler),
		OpenWindow: func(v localapi.View) error { h.note("window " + v.Name + " " + v.Share); return fails },
		Browse:     func(url string) error { h.note("browse " + url); return fails },
		Copy:       func(_ context.Context, text string) error { h.note("copy " + text); return fails },
		Tell:       func(_ context.Context, title, body string) { h.note("tell " + title + " " + body) },
	}
}

// find is what the row with this label asks for, anywhere in the menu.
func find(t *testing.T, rows []row, labels ...string) command {
	t.Helper()
	for _, r := range rows {
		if r.hidden || !strings.HasPrefix(r.label, labels[0]) {
			continue
		}
		if len(labels) == 1 {
			return r.do
		}
		return find(t, r.under, labels[1:]...)
	}
	t.Fatalf("there is no %q", labels)
	return command{}
}

func TestClicks(t *testing.T) {
	told := twoShares()
	told.Settings.AskedPublic = true
	elsewhere := told // a terminal shares it
	elsewhere.Shares = told.Shares[1:]
	refused := localapi.Error{Code: localapi.CodeTaken, Message: "Port 3000 is gone."}
	const link, live = "https://shop.share.acme.dev", "shop.share.acme.dev is live."
	for name, tt := range map[string]struct {
		now      localapi.Snapshot
		click    []string
		window   bool
		refuses  error // the agent
		fails    error // the desktop
		asked    string
		seen     string
		anything bool // the copied password is random
	}{
		"share": {
			now: told, click: []string{"Share port 3000"}, asked: "start 3000",
			seen: "copy https://checkout.share.acme.dev|tell Link copied. checkout.share.acme.dev is live.",
		},
		"share for the first time": {
			now: twoShares(), click: []string{"Share port 3000"}, asked: "start 3000|was told",
			seen: "copy https://checkout.share.acme.dev|tell Link copied. checkout.share.acme.dev is live. " +
				"Anyone with this link can open the app on port 3000 until you stop sharing.",
		},
		"share what is gone": {
			now: told, click: []string{"Share port 3000"}, refuses: refused, asked: "start 3000", seen: "tell Not shared. Port 3000 is gone.",
		},
		"share without a clipboard": {
			now: told, click: []string{"Share port 3000"}, fails: clipboard.ErrNone, asked: "start 3000",
			seen: "copy https://checkout.share.acme.dev|tell checkout.share.acme.dev is live. The link is not copied. " + clipboard.ErrNone.Error(),
		},
		"copy":                     {now: told, click: []string{"● shop", "Copy link"}, seen: "copy " + link + "|tell Link copied. " + live},
		"copy of what waits":       {now: told, click: []string{"◌ docs", "Copy link"}, seen: "copy https://docs.share.acme.dev|tell Link copied. docs.share.acme.dev"},
		"copy without a clipboard": {now: told, click: []string{"● shop", "Copy link"}, fails: clipboard.ErrNone, seen: "copy " + link + "|tell Not copied. The link is not copied. " + clipboard.ErrNone.Error()},
		"copy both": {
			now: told, click: []string{"● brand-deck", "Copy link and password"}, asked: "password brand-deck",
			seen: "copy https://brand-deck.share.acme.dev\nPassword: amber-otter-lake|tell Link and password copied. brand-deck.share.acme.dev is live.",
		},
		"QR code":             {now: told, click: []string{"● shop", "Show QR code"}, asked: "show qr shop", seen: "window qr shop"},
		"QR code in a window": {now: told, click: []string{"● shop", "Show QR code"}, window: true, asked: "show qr shop"},
		"window that fails": {
			now: told, click: []string{"Settings…"}, fails: localapi.Error{Message: "It is not installed."}, asked: "show settings ",
			seen: "window settings |tell That did not work. It is not installed.",
		},
		"open in browser":  {now: told, click: []string{"● shop", "Open in browser"}, seen: "browse " + link},
		"add password":     {now: told, click: []string{"● shop", "Add password"}, asked: "protect shop", anything: true},
		"stop":             {now: told, click: []string{"● shop", "Stop sharing"}, asked: "stop shop", seen: "tell Stopped. The link no longer works."},
		"stop what is not": {now: told, click: []string{"● shop", "Stop sharing"}, refuses: refused, asked: "stop shop", seen: "tell Not stopped. Port 3000 is gone."},
		"stop all":         {now: told, click: []string{"Stop all"}, asked: "stop shop|stop brand-deck|stop docs", seen: "tell Stopped. The links no longer work."},
		"quit with shares": {now: told, click: []string{"Quit"}, asked: "show quit ", seen: "window quit "},
		"quit":             {now: elsewhere, click: []string{"Quit"}, asked: "quit"},
		"sign-in":          {now: told, click: []string{"Start at"}, asked: "not at sign-in"},
		"home":             {now: told, click: []string{"2 shares live"}, asked: "show home ", seen: "window home "},
		"retry":            {now: gone, click: []string{"Offline"}, asked: "retry"},
		"folder":           {now: told, click: []string{"Share a folder"}, asked: "show folder ", seen: "window folder "},
		"port":             {now: told, click: []string{"Share another port"}, asked: "show port ", seen: "window port "},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAgent(t, tt.now)
			a.fails, a.window = tt.refuses, tt.window
			h := &hand{}
			h.config(a.client(t), tt.fails).clicked(t.Context(), find(t, menu(tt.now), tt.click...))
			if got := strings.Join(a.wasAsked(), "|"); got != tt.asked {
				t.Errorf("the agent was asked %q and not %q", got, tt.asked)
			}
			if got := strings.Join(h.seen, "|"); got != tt.seen && !tt.anything {
				t.Errorf("there is %q\nand not  %q", got, tt.seen)
			}
		})
	}
}

// A password that is made up is copied with the link, and not shown.
func TestAddPassword(t *testing.T) {
	a := newAgent(t, twoShares())
	h := &hand{}
	h.config(a.client(t), nil).clicked(t.Context(), find(t, menu(twoShares()), "● shop", "Add password"))
	text, _ := strings.CutPrefix(h.seen[0], "copy https://shop.share.acme.dev\nPassword: ")
	if len(strings.Split(text, "-")) != 3 {
		t.Errorf("what is copied is %q", h.seen[0])
	}
	if !slices.Equal(h.seen[1:], []string{"tell Password added. Link and password copied. shop.share.acme.dev is live."}) {
		t.Errorf("there is %q", h.seen[1:])
	}
}

// An agent that is gone is no reason to show what its socket is called.
func TestClickWithoutAnAgent(t *testing.T) {
	h := &hand{}
	client := localapi.NewClient(t.TempDir() + "/none.sock")
	h.config(client, nil).clicked(t.Context(), command{verb: stop, share: "shop"})
	if !slices.Equal(h.seen, []string{"tell Not stopped. Gotunnel does not answer. It may be starting again: try once more in a moment."}) {
		t.Errorf("there is %q", h.seen)
	}
}
