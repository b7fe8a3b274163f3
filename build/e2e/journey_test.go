package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"gotunnel/app/localapi"
)

// The tests called TestJourney… are whole ways of a person through the window,
// with the words that they read, from the page through the agent and the server
// to the visitor.

// place is where something is in the page that a person can press.
const place = `(name => {
	const asked = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
	for (const e of asked.querySelectorAll("button, input, textarea, [role=option]")) {
		const around = e.closest("label") ?? e;
		const named = e.getAttribute("aria-label") ?? (e.labels?.[0] ?? e).innerText;
		if (!named.split("\n").some(line => line.trim() === name) || e.disabled) continue;
		e.scrollIntoView({ block: "center" });
		const at = around.getBoundingClientRect(), x = at.x + at.width / 2, y = at.y + at.height / 2;
		const seen = document.elementFromPoint(x, y);
		if (seen && around.contains(seen)) return { there: true, x, y };
	}
	return { there: false, x: 0, y: 0 };
})`

// press presses what has a name, with the mouse, as soon as nothing covers it.
func (b *tab) press(name string) {
	b.t.Helper()
	var at struct {
		There bool
		X, Y  float64
	}
	eventually(b.t, func() (err error) {
		at, err = chromedp.Run(b.ctx, chromedp.Evaluate[struct {
			There bool
			X, Y  float64
		}](place+"("+quoted(name)+")"))
		if err == nil && !at.There {
			err = fmt.Errorf("nothing can be pressed that is called %q. The page reads:\n%s", name, b.text())
		}
		return err
	})
	b.do(chromedp.MouseClickXY(at.X, at.Y))
}

// reads waits until the page has each of these words.
func (b *tab) reads(words ...string) {
	b.t.Helper()
	for _, text := range words {
		b.holds(fmt.Sprintf(`(document.body.innerText.includes(%s))`, quoted(text)))
	}
}

// write writes into the field with this label, in place of what is there.
func (b *tab) write(label, text string) {
	b.t.Helper()
	b.press(label)
	b.do(void(chromedp.Evaluate[bool](`document.activeElement.select(), true`)), chromedp.KeyEvent(text))
}

// text is all that the page says.
func (b *tab) text() string {
	text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText")) // only to tell
	return text
}

// remember keeps all that the page says from now on, for remembers: some of it
// may be gone before anybody asks.
func (b *tab) remember() {
	b.t.Helper()
	b.do(void(chromedp.Evaluate[bool](`window.said = [], new MutationObserver(() => said.push(document.body.innerText))
		.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true }), true`)))
}

// remembers waits until the page has said something since remember.
func (b *tab) remembers(text string) {
	b.t.Helper()
	b.holds(fmt.Sprintf(`said.some(text => text.includes(%s))`, quoted(text)))
}

// look keeps pictures of the page, light and dark.
func (b *tab) look(name string) {
	b.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
			})
			return err
		}))
		b.holds(`!document.getAnimations().length`) // one theme fades into the other
		b.picture("journey-" + name + "-" + theme)
	}
}

// void leaves out what an action returns.
func void[T any](a chromedp.Action[T]) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := a(ctx, t)
		return err
	})
}

// quoted is text as JavaScript has it.
func quoted(text string) string {
	b, _ := json.Marshal(text) // a text can always be written
	return string(b)
}

// begin shares an app by its row, and answers what is asked the first time.
func (b *tab) begin(d *desktop, app string) localapi.Share {
	b.t.Helper()
	b.press("Share " + app)
	b.reads("Anyone with this link can open")
	b.press("Share")
	share := d.untilShared(app)
	b.reads("Link copied. " + app + ".")
	return share
}

// mustCopy waits until the clipboard has text.
func (s *screen) mustCopy(text string) {
	s.t.Helper()
	eventually(s.t, func() error {
		if got := s.clipboard(); got != text {
			return fmt.Errorf("the clipboard has %q, want %q", got, text)
		}
		return nil
	})
}

// mustEnd waits until a link says that there is nothing any more.
func mustEnd(t *testing.T, s *server, link string) {
	t.Helper()
	if a := mustOpen(t, visitor(s), link); a.status != 410 || a.body != "This share has ended.\n" {
		t.Errorf("after the end there is %d %q", a.status, a.body)
	}
}

// browse opens a link as a person's browser does.
func browse(t *testing.T, s *server, link string) {
	t.Helper()
	a := mustOpen(t, visitor(s), link, "User-Agent", "Mozilla/5.0 (Macintosh) Safari/605", "Accept", "text/html")
	if a.status != http.StatusOK {
		t.Errorf("a browser gets %d %q", a.status, a.body)
	}
}
