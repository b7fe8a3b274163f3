package e2e

import (
	"syscall"
	"testing"
)

// The server is gone for a while: the window says so, and what becomes of it, and
// the link is back with its name.
func TestJourneyServerAway(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	d.serveFolder("cellar")
	share := b.begin(d, "cellar")

	s.stop()
	b.reads("Can't reach "+s.addr+". Your shares will come back on their own.", "Reconnecting… your link is kept.")
	b.holds(`/Trying again in \d+ s\./.test(document.body.innerText)`)
	b.look("away")
	b.press("Try now")
	b.holds(`/Trying again in \d+ s\./.test(document.body.innerText)`)

	s.again()
	b.press("Try now")
	b.reads("Connected")
	b.holds(`!/Can't reach|Reconnecting/.test(document.body.innerText)`)
	if again := d.untilShared("cellar"); again.URL != share.URL {
		t.Errorf("the link was %s and is %s", share.URL, again.URL)
	}
	mustShow(t, visitor(s), share.URL, "hello from cellar")
}

// The agent crashes while somebody looks at a share. The window says so, starts
// it again, and goes on where it was.
func TestJourneyAgentKilled(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	d.serveFolder("tannery")
	share := b.begin(d, "tannery")
	b.press("tannery")
	b.reads("Live since", "Requests")

	b.remember()
	if err := syscall.Kill(d.pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	b.remembers("The part of Gotunnel that shares has stopped. Starting it again…")
	b.reads("Live since", share.URL[len("http://"):])
	b.holds(`!document.body.innerText.includes("has stopped")`)
	d.untilShared("tannery") // the page says nothing of what takes less than 10 s
	mustShow(t, visitor(s), share.URL, "hello from tannery")
	browse(t, s, share.URL+"/?after")
	b.reads("1 watching", "/?after")
	b.press("Stop sharing tannery")
	b.reads("Stopped. The link no longer works.")
	mustEnd(t, s, share.URL)
}
