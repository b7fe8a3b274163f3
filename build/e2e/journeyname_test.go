package e2e

import (
	"testing"

	"gotunnel/app/localapi"
)

// Another computer has the name of a person's app. They pick one that is free,
// when they share and when they rename, and never get another one unasked.
func TestJourneyNameTaken(t *testing.T) {
	s := serve(t)
	s.agent(s.home).mustStart(localapi.NewShare{Target: portOf(t, app(t, says("theirs"))), Name: "gallery"})
	d, b := openPage(t, s)
	d.serveFolder("gallery")
	b.press("Share gallery")
	b.press("Share")
	b.reads("Pick a name", "'gallery' is taken on this server. Free right now: gallery-2, gallery-studio, my-gallery.")
	b.look("name-taken")
	b.press("gallery-studio")
	d.untilShared("gallery-studio")
	b.reads("Link copied. gallery-studio.")
	mustShow(t, visitor(s), s.url("gallery-studio"), "hello from gallery")

	b.press("gallery-studio")
	b.press("Rename gallery-studio")
	b.write("Name", "under_score")
	b.reads("Use letters, numbers and dashes, up to 40.")
	b.write("Name", "gallery")
	b.reads("'gallery' is taken on this server. Free right now:", "The old link ends when you rename.")
	b.look("rename")
	b.press("my-gallery")
	b.press("Rename")
	b.reads("Live since", s.url("my-gallery")[len("http://"):])
	d.untilShared("my-gallery")
	b.look("renamed")
	mustShow(t, visitor(s), s.url("my-gallery"), "hello from gallery")
	mustEnd(t, s, s.url("gallery-studio"))
	mustShow(t, visitor(s), s.url("gallery"), "theirs")
}
