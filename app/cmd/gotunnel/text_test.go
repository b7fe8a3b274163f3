package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// screen is what a terminal shows of text that uses only \r and \n.
func screen(text string) []string {
	lines := [][]rune{nil}
	column := 0
	for _, r := range text {
		switch last := len(lines) - 1; r {
		case '\r':
			column = 0
		case '\n':
			lines, column = append(lines, nil), 0
		default:
			for len(lines[last]) <= column {
				lines[last] = append(lines[last], ' ')
			}
			lines[last][column] = r
			column++
		}
	}
	shown := make([]string, len(lines))
	for i, l := range lines {
		shown[i] = strings.TrimRight(string(l), " ")
	}
	return shown
}

// What the tables below are made of.
var (
	shop     = link{Name: "shop", URL: "http://shop.localhost:8080", Target: "127.0.0.1:3000", place: "port 3000"}
	docs     = link{Name: "docs", URL: "http://docs.localhost:8080", Target: "127.0.0.1:4000", place: "port 4000"}
	shopLine = "http://shop.localhost:8080  →  127.0.0.1:3000"
	docsLine = "http://docs.localhost:8080  →  127.0.0.1:4000"

	began = time.Date(2026, 5, 1, 10, 41, 7, 0, time.UTC)
	visit = visitorEvent{Visitor: "192.0.2.7:5123", Name: "shop", Up: 1234, Down: 34_000, MS: 120, began: began}
	away  = visitorEvent{Visitor: "192.0.2.7:5123", Name: "shop", Error: codeAppAway, began: began}
)

func lost(in time.Duration) event { return reconnectingEvent{RetryMS: in.Milliseconds()} }

// screenTest is what a terminal shows after some events.
type screenTest struct {
	name   string
	width  int
	events []event
	want   []string // the last one changes in place
}

func TestTerminal(t *testing.T) {
	runScreenTests(t, []screenTest{
		{
			name: "connecting", events: []event{connectingEvent{"share.test"}},
			want: []string{"Connecting to share.test…"},
		},
		{
			name: "live", events: []event{connectingEvent{"share.test"}, liveEvent(shop)},
			want: []string{shopLine, "Live. Ctrl-C stops sharing."},
		},
		{
			name: "a visitor", events: []event{liveEvent(shop), visit},
			want: []string{shopLine, "10:41:07  192.0.2.7  1.2 kB up  34 kB down  120 ms", "Live. Ctrl-C stops sharing."},
		},
		{
			name: "a visitor of one of two", events: []event{liveEvent(shop), liveEvent(docs), visit},
			want: []string{shopLine, docsLine, "10:41:07  192.0.2.7  shop  1.2 kB up  34 kB down  120 ms", "Live. Ctrl-C stops sharing."},
		},
		{
			name: "a visitor before the second link", events: []event{liveEvent(shop), visit, liveEvent(docs)},
			want: []string{shopLine, "10:41:07  192.0.2.7  shop  1.2 kB up  34 kB down  120 ms", docsLine, "Live. Ctrl-C stops sharing."},
		},
		{
			name: "a visitor without an app", events: []event{liveEvent(shop), away},
			want: []string{shopLine, "10:41:07  192.0.2.7  your app is not running", "Live. Ctrl-C stops sharing."},
		},
		{
			name: "reconnecting", events: []event{liveEvent(shop), lost(2500 * time.Millisecond)},
			want: []string{shopLine, "Reconnecting in 3 s… your link is kept."},
		},
		{
			name: "reconnecting at last", events: []event{liveEvent(shop), lost(-time.Second)},
			want: []string{shopLine, "Reconnecting… your link is kept."},
		},
		{
			name: "reconnecting two", events: []event{liveEvent(shop), liveEvent(docs), lost(-time.Second)},
			want: []string{shopLine, docsLine, "Reconnecting… your links are kept."},
		},
		{
			name: "back", events: []event{liveEvent(shop), lost(time.Second), liveEvent(shop)},
			want: []string{shopLine, "Live. Ctrl-C stops sharing."},
		},
	})
}

func TestTerminalWhenAppsAreAway(t *testing.T) {
	runScreenTests(t, []screenTest{
		{
			name: "waiting", events: []event{waitingEvent(shop)},
			want: []string{shopLine, "Waiting for port 3000. The link goes live as soon as your app starts."},
		},
		{
			name: "one of two waiting", events: []event{liveEvent(shop), liveEvent(docs), waitingEvent(docs)},
			want: []string{shopLine, docsLine, "Waiting for port 4000. Its link goes live as soon as the app starts."},
		},
		{
			name: "no longer waiting", events: []event{waitingEvent(shop), liveEvent(shop)},
			want: []string{shopLine, "Live. Ctrl-C stops sharing."},
		},
		{
			name: "waiting when the server is lost", events: []event{waitingEvent(shop), lost(-time.Second)},
			want: []string{shopLine, "Reconnecting… your link is kept."},
		},
		{
			name: "all ended", events: []event{liveEvent(shop), endedEvent{"shop"}},
			want: []string{shopLine, ""},
		},
		{
			name: "an error", events: []event{liveEvent(shop), errorEvent{"x", "Something failed."}},
			want: []string{shopLine, "Live. Ctrl-C stops sharing."},
		},
		{
			name: "a narrow terminal", width: 10, events: []event{connectingEvent{"share.test"}},
			want: []string{"Connectin"},
		},
		{
			name: "what a terminal would obey", events: []event{connectingEvent{"a\x1b[2Jb\rc\n"}},
			want: []string{"Connecting to a[2Jbc…"},
		},
	})
}

func runScreenTests(t *testing.T, tests []screenTest) {
	t.Helper()
	for _, test := range tests {
		// In a bubble, because a line counts seconds.
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { terminal(t, test.width, test.events, test.want) })
		})
	}
}

// terminal checks what a terminal of that width shows after the events.
func terminal(t *testing.T, width int, events []event, want []string) {
	t.Helper()
	var out, errors bytes.Buffer
	p := &textPrinter{out: &out, errors: &errors, width: func() int { return width }}
	p.several = slices.ContainsFunc(events, func(e event) bool { return e == liveEvent(docs) })
	for _, e := range events {
		if r, ok := e.(reconnectingEvent); ok {
			r.retryAt = time.Now().Add(time.Duration(r.RetryMS) * time.Millisecond)
			e = r
		}
		if err := p.tell(e); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(screen(out.String()), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if e, ok := events[len(events)-1].(errorEvent); ok && errors.String() != "gotunnel: "+e.Message+"\n" {
		t.Errorf("got %q on stderr, want the error", errors.String())
	}
	before := out.Len()
	if err := p.settle(); err != nil || out.Len() != before {
		t.Errorf("with nothing new it printed %q (%v)", out.String()[before:], err)
	}
}

// Ctrl-C echoes ^C behind the last line; nothing of it may stay.
func TestStopped(t *testing.T) {
	tests := []struct {
		count int
		want  string
	}{
		{0, ""},
		{1, "Stopped. The link no longer works.\n"},
		{2, "Stopped. The links no longer work.\n"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		p := &textPrinter{out: &out, width: func() int { return 80 }}
		p.retryAt = time.Now()
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		out.WriteString("^C")
		if err := p.stopped(test.count); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(screen(out.String()), "\n"); got != test.want {
			t.Errorf("%d shares: got %q, want %q", test.count, got, test.want)
		}
	}
}

func TestUnits(t *testing.T) {
	tests := []struct{ got, want string }{
		{size(0), "0 B"},
		{size(999), "999 B"},
		{size(1000), "1.0 kB"},
		{size(9949), "9.9 kB"},
		{size(9950), "10 kB"},
		{size(999_499), "999 kB"},
		{size(999_500), "1.0 MB"},
		{size(2 << 30), "2.1 GB"},
		{size(1<<63 - 1), "9.2 EB"},
		{took(0), "0 ms"},
		{took(999), "999 ms"},
		{took(1000), "1.0 s"},
		{took(61_500), "1m2s"},
		{host("192.0.2.7:80"), "192.0.2.7"},
		{host("[2001:db8::7]:80"), "2001:db8::7"},
		{host("someone"), "someone"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
