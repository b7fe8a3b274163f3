package gateway

import (
	"net/http"
	"slices"
	"strings"
)

// restore turns the app's own addresses in its answer into the link's.
func (a *addresses) restore(h http.Header) {
	for _, name := range []string{"Location", "Content-Location", "Access-Control-Allow-Origin"} {
		replaceEach(h[name], a.toPublic)
	}
	replaceEach(h["Refresh"], a.restoreRefresh)
	replaceEach(h["Set-Cookie"], a.restoreCookie)
	delete(h, "Alt-Svc") // offers the app's own ports, which no visitor can reach
}

// restoreRefresh reads "5; url=http://localhost:3000/", where browsers also do
// without "url=" and take a comma or quotes.
func (a *addresses) restoreRefresh(v string) string {
	at := strings.IndexAny(v, ";,")
	if at < 0 {
		return v
	}
	url := skipURLIs(v[at+1:])
	end := len(url)
	if url != "" && strings.ContainsRune(`"'`, rune(url[0])) {
		quote := url[:1]
		url = url[1:]
		end = strings.Index(url+quote, quote)
	}
	return v[:len(v)-len(url)] + a.toPublic(url[:end]) + url[end:]
}

// skipURLIs leaves out blanks and "url=".
func skipURLIs(s string) string {
	const name = "url"
	s = strings.TrimLeft(s, " \t")
	if len(s) < len(name) || !strings.EqualFold(s[:len(name)], name) {
		return s
	}
	value, ok := strings.CutPrefix(strings.TrimLeft(s[len(name):], " \t"), "=")
	if !ok {
		return s
	}
	return strings.TrimLeft(value, " \t")
}

// restoreCookie drops the Domain of the app's own host, with which a visitor's
// browser would refuse the cookie: without, it is for the link's host.
func (a *addresses) restoreCookie(v string) string {
	cookie, attributes, ok := strings.Cut(v, ";")
	if !ok || !strings.Contains(strings.ToLower(attributes), "domain") {
		return v
	}
	var b strings.Builder
	b.WriteString(cookie)
	for attribute := range strings.SplitSeq(attributes, ";") {
		if !a.isOwnDomain(attribute) {
			b.WriteString(";" + attribute)
		}
	}
	return b.String()
}

// isOwnDomain recognizes Domain=localhost, and any other domain that the app's
// own host belongs to.
func (a *addresses) isOwnDomain(attribute string) bool {
	name, value, _ := strings.Cut(attribute, "=")
	if !strings.EqualFold(strings.TrimSpace(name), "domain") {
		return false
	}
	value = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(value), "."))
	return value != "" && (slices.Contains(loopback, strings.Trim(value, "[]")) ||
		value == a.domain || strings.HasSuffix(a.domain, "."+value))
}
