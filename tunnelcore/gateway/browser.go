package gateway

import (
	"net/http"
	"strings"
	"unicode"

	"gotunnel/tunnelcore/pages"
)

// robots are in the names of programs that call themselves a browser and are
// none: crawlers, and those that fetch a link to show a preview of it.
var robots = []string{
	"bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "facebookcatalog", "whatsapp",
	"skypeuripreview", "embedly", "quora link", "pinterest/", "vkshare", "headlesschrome", "lighthouse",
	"google-read-aloud", "mediapartners", "bingpreview", "yahoo link", "snapchat/", "iframely", "mattermost",
}

// word is what something is called whose User-Agent has a mark in it.
type word struct{ mark, name string }

// browsers and devices are looked for from above: many claim to be those below
// them as well.
var (
	browsers = []word{
		{"edg", "Edge"},
		{"opr/", "Opera"},
		{"samsungbrowser", "Samsung Internet"},
		{"firefox/", "Firefox"},
		{"fxios/", "Firefox"},
		{"chrome/", "Chrome"},
		{"crios/", "Chrome"},
		{"safari/", "Safari"},
		{"", "A browser"},
	}
	devices = []word{
		{"ipad", " on a tablet"},
		{"iphone", " on a phone"},
		{"windows", " on Windows"},
		{"cros ", " on a Chromebook"},
		{"mobile", " on a phone"},
		{"android", " on a tablet"},
		{"macintosh", " on a Mac"},
		{"linux", " on Linux"},
		{"", ""},
	}
)

// browserName is what to call a program with a person in front of it, such as
// "Safari on a phone", by its User-Agent; empty for all others. All browsers begin
// with Mozilla, for historical reasons.
func browserName(agent string) string {
	if !strings.HasPrefix(agent, "Mozilla/") {
		return ""
	}
	agent = strings.ToLower(agent)
	for _, robot := range robots {
		if strings.Contains(agent, robot) {
			return ""
		}
	}
	return first(browsers, agent) + first(devices, agent)
}

func first(words []word, in string) string {
	for _, w := range words {
		if strings.Contains(in, w.mark) {
			return w.name
		}
	}
	return ""
}

// maxPage is how much of a path is kept, in bytes.
const maxPage = 100

// pageOf is the path of the page that a request is for, fit to be shown; empty for
// what pages load. Over plain HTTP browsers don't say what they load, but only for
// a page do they want HTML.
func pageOf(r *http.Request) string {
	switch dest := r.Header["Sec-Fetch-Dest"]; {
	case len(dest) > 0 && dest[0] != "document":
		return ""
	case len(dest) == 0 && !pages.AcceptsHTML(r.Header.Get("Accept")):
		return ""
	}
	path := r.URL.Path
	if len(path) > maxPage {
		path = path[:maxPage] + "…"
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) && c != unicode.ReplacementChar {
			return c
		}
		return -1
	}, strings.Clone(path)) // not the whole head that it is a part of
}
