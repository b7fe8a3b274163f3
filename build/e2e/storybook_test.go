package e2e

import (
	"path/filepath"
	"testing"
)

// A Storybook without a line of settings: its own page and the frame in it that
// shows a story. A change of the story and a new one show without a reload, each
// by a WebSocket of its own.
func TestStorybook(t *testing.T) {
	t.Parallel()
	folder, s := npmApp(t, "storybook"), serveFar(t)
	port := startStorybook(t, folder)
	s.share("--raw", "raw="+port)
	s.share("stories=" + port)
	refused(t, s.url("raw"), "Invalid host")

	tab := newCarelessTab(t) // Storybook's page complains when its server takes a second for an answer
	tab.open(s.url("stories"))
	tab.holds(`document.querySelector("#greeting--short").textContent === "Short"`)
	tab.holds(story("Hello from a story"))
	tab.holds(`window.seen = document.querySelector("iframe").contentWindow.seen = true`)
	tab.picture("storybook")

	edit(t, filepath.Join(folder, "src", "greeting.stories.js"), "a story</h1>' }", "a change</h1>' }\nexport const Long = {}")
	tab.holds(story("Hello from a change"))
	tab.holds(`document.querySelector("#greeting--long").textContent === "Long"`)
	tab.holds(`window.seen && document.querySelector("iframe").contentWindow.seen`)
}

// story is true when the frame shows this text.
func story(text string) string {
	return `document.querySelector("iframe").contentDocument.querySelector("#storybook-root h1")?.textContent === "` + text + `"`
}
