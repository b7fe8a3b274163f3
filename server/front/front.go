// Package front is what a server shows at its own address, the domain that names
// live under:
//
//	response := front.Front{Domain: "share.acme.dev"}.Answer(head, "")
//
// There is a page that says what this server is, one that helps people with an
// invite, and nothing else. An invite is in what follows the # of its link, which
// browsers keep to themselves: the page reads it in the browser, and the server
// never sees it.
//
// It knows nothing of shares, which live under names.
package front

import (
	"bytes"
	_ "embed" // the files below
	"html/template"
	"net/http"
	"strings"
	"sync"

	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/pages"
)

var (
	//go:embed home.html
	homeHTML string

	//go:embed invite.html
	inviteHTML string

	//go:embed front.css
	frontCSS string

	//go:embed invite.js
	inviteJS string

	// The QR code is drawn by uqr 0.1.3, dist/index.mjs of its npm package.
	//go:embed uqr.mjs
	uqr string

	//go:embed uqr.LICENSE
	uqrLicense string
)

// Front is the pages of the server of a domain.
type Front struct{ Domain string }

// Answer is the whole response to a request for the server's own host, with
// Connection: close. If clients don't come to the port that the request came to,
// clientPort is theirs.
func (f Front) Answer(h *sniff.Head, clientPort string) []byte {
	path, _, _ := strings.Cut(h.Target, "?")
	headOnly := h.Method == http.MethodHead
	if h.Method == http.MethodGet || headOnly {
		switch path {
		case "/":
			return f.page(h, homePage, "This is the Gotunnel server "+f.Domain+".\n", "")
		case "/i", "/i/":
			return f.page(h, invitePage, "This is an invite to share through "+f.Domain+
				". Open the link in a browser, or run: gotunnel login\n", clientPort)
		case "/robots.txt":
			return pages.Whole(http.StatusOK, robots, headOnly, plain...)
		}
	}
	return pages.NotFound.Response(h.AcceptsHTML, headOnly)
}

var (
	homePage   = template.Must(template.New("home").Parse(homeHTML))
	invitePage = template.Must(template.New("invite").Parse(inviteHTML))
)

// page is a page as HTML, or as the text.
func (f Front) page(h *sniff.Head, from *template.Template, text, clientPort string) []byte {
	headOnly := h.Method == http.MethodHead
	if !h.AcceptsHTML {
		return pages.Whole(http.StatusOK, text, headOnly, plain...)
	}
	var b bytes.Buffer
	err := from.Execute(&b, map[string]any{
		"Domain": f.Domain, "Port": clientPort, "Style": template.CSS(style()), "Script": template.JS(script()), //nolint:gosec // our own files
	})
	if err != nil {
		panic("render a page: " + err.Error()) // no input reaches this: the tests render both
	}
	return pages.Whole(http.StatusOK, b.String(), headOnly, html()...)
}

// robots asks search engines to stay away, RFC 9309.
const robots = "User-agent: *\nDisallow: /\n"

var plain = []string{"Content-Type: text/plain; charset=utf-8", "Cache-Control: no-store", "Vary: Accept", "X-Content-Type-Options: nosniff"}

// script draws the QR code and does the rest. A licence goes with each copy.
var script = sync.OnceValue(func() string { return "/*! uqr\n" + uqrLicense + "*/\n" + uqr + inviteJS })

var style = sync.OnceValue(func() string { return pages.Style() + frontCSS })

// html is the header of a page. The policy allows it its own style and script, and
// nothing that leaves the browser.
var html = sync.OnceValue(func() []string {
	return []string{
		"Content-Type: text/html; charset=utf-8", "Cache-Control: no-store", "Vary: Accept", "X-Content-Type-Options: nosniff",
		"X-Robots-Tag: noindex", "Referrer-Policy: no-referrer",
		"Content-Security-Policy: default-src 'none'; style-src " + pages.Hash(style()) + "; script-src " + pages.Hash(script()) +
			"; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	}
})
