package pages

import "net/http"

// words is all that differs between two pages.
type words struct {
	status   int
	headline string // the first sentence
	detail   string // the rest; may be empty
	// retry is the Retry-After in seconds, and how often a browser without
	// scripts reloads. 0: there is nothing to wait for.
	retry int
}

// reportText is the link by which a visitor can report what a share shows.
const reportText = "Report this link"

// catalogue has every word a visitor reads. Apostrophes are plain here, as plain
// text shows them; HTML gets typographic ones.
//
// An app restarts within seconds, a computer takes longer to wake and a crowd
// longer to leave: hence 5 and 10.
var catalogue = map[Page]words{
	NotFound: {
		status:   http.StatusNotFound,
		headline: "Nothing is shared at this address.",
	},
	Paused: {
		status:   http.StatusServiceUnavailable,
		headline: "This preview is paused.",
		detail:   "The computer sharing it is asleep or offline. This page will reload when it's back.",
		retry:    10,
	},
	NotRunning: {
		status:   http.StatusBadGateway,
		headline: "This preview isn't running right now.",
		detail:   "It will open here as soon as it's back.",
		retry:    5,
	},
	Ended: {
		status:   http.StatusGone,
		headline: "This share has ended.",
	},
	Busy: {
		status:   http.StatusServiceUnavailable,
		headline: "This preview is busy right now.",
		detail:   "It has more visitors than it can take at once. This page will reload when there's room.",
		retry:    10,
	},
	Misdirected: {
		status:   http.StatusMisdirectedRequest,
		headline: "This link got mixed up with another one.",
		detail:   "Reload the page to open it again.",
	},
	Blocked: {
		status:   http.StatusForbidden,
		headline: "This link was switched off.",
		detail:   "The people who run this server decided so.",
	},
	Crowded: {
		status:   http.StatusForbidden,
		headline: "This preview has had as many visitors as it may have today.",
		detail:   "Ask the person who sent you the link.",
	},
	Spent: {
		status:   http.StatusServiceUnavailable,
		headline: "This preview has sent as much as it may this month.",
		detail:   "Ask the person who sent you the link.",
	},
	badRequest: {
		status:   http.StatusBadRequest,
		headline: "This request can't be understood.",
		detail:   "Check the link and open it again.",
	},
	badMethod: {
		status:   http.StatusMethodNotAllowed,
		headline: "This kind of request isn't possible here.",
		detail:   "Open the link in a browser instead.",
	},
	badExpectation: {
		status:   http.StatusExpectationFailed,
		headline: "This request expects something that isn't possible here.",
		detail:   "Open the link in a browser instead.",
	},
	bigHead: {
		status:   http.StatusRequestHeaderFieldsTooLarge,
		headline: "This request is too large.",
		detail:   "Clear the cookies for this address, then open the link again.",
	},
	notImplemented: {
		status:   http.StatusNotImplemented,
		headline: "This request was sent in a way that isn't possible here.",
		detail:   "Open the link in a browser instead.",
	},
	badVersion: {
		status:   http.StatusHTTPVersionNotSupported,
		headline: "This browser or program can't open the link.",
		detail:   "Try a current browser.",
	},
}
