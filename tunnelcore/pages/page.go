// Package pages answers a visitor when a link cannot show the app:
//
//	html := pages.AcceptsHTML(accept)
//	_, err := conn.Write(pages.NotRunning.Response(html, method == "HEAD"))
//
// or, where there is an [http.Handler] already:
//
//	pages.Ended.Write(w, r)
//
// A page says what happened and what comes next, in HTML or in plain text. The
// pages a visitor waits on open the link by themselves once it answers with
// something else; [Header] is how they tell.
//
// This package does not decide which page fits, and puts nothing of the
// request, the share or this program's version into one. It sets no deadlines
// and closes no connection.
package pages

import "net/http"

// Header is the response header that marks an answer as one of these pages;
// its value is the Page. A waiting page asks for its own address with HEAD, and
// opens it again as soon as this header is gone or names another page.
const Header = "Gotunnel-Page"

// Page is one page. Any value but the constants and what [BadRequest] returns
// stands for the 400 page.
type Page string

// The pages a visitor waits on.
const (
	Paused     Page = "paused"      // 503: the name is held, its computer is away
	NotRunning Page = "not-running" // 502: the computer is there, the app is not
	Busy       Page = "busy"        // 503: the server or the computer has too many visitors
)

// The pages that stay.
const (
	NotFound    Page = "not-found"   // 404: nothing has this name, used before or not
	Ended       Page = "ended"       // 410: the share was stopped or ran out
	Misdirected Page = "misdirected" // 421: the connection belongs to another share
	Blocked     Page = "blocked"     // 403: who runs the server switched the name off
	Crowded     Page = "crowded"     // 403: it has had as many visitors as it may
	Spent       Page = "spent"       // 503: its account has moved as much as it may this month
)

const (
	badRequest     Page = "bad-request"
	badMethod      Page = "bad-method"
	badExpectation Page = "bad-expectation"
	bigHead        Page = "big-head"
	notImplemented Page = "not-implemented"
	badVersion     Page = "bad-version"
)

// BadRequest is the page for a request that is refused before it is known whom
// it is for. It has its own words for 400, 405, 417, 431, 501 and 505; any
// other status gives the 400 page.
func BadRequest(status int) Page {
	switch status {
	case http.StatusMethodNotAllowed:
		return badMethod
	case http.StatusExpectationFailed:
		return badExpectation
	case http.StatusRequestHeaderFieldsTooLarge:
		return bigHead
	case http.StatusNotImplemented:
		return notImplemented
	case http.StatusHTTPVersionNotSupported:
		return badVersion
	}
	return badRequest
}

// Status is the page's HTTP status.
func (p Page) Status() int { return p.known().words().status }

// known is p, or the 400 page for a value that is none.
func (p Page) known() Page {
	if _, ok := catalogue[p]; ok {
		return p
	}
	return badRequest
}

func (p Page) words() words { return catalogue[p] }
