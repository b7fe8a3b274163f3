package abuse

import (
	"bytes"
	_ "embed" // the page
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/pages"
)

const (
	// visitPath is where the button of the first page leads. Paths below
	// /.gotunnel/ are Gotunnel's on every share.
	visitPath = "/.gotunnel/visit"
	// cookieLife is in seconds: a week, as that of a password.
	cookieLife = 7 * 24 * 60 * 60
)

// robots asks search engines to stay away, RFC 9309.
func robots(headOnly bool) []byte {
	return pages.Whole(http.StatusOK, "User-agent: *\nDisallow: /\n", headOnly, "Content-Type: text/plain; charset=utf-8")
}

// visited sends a browser back to where it was before the first page.
func visited(query string, secure bool) []byte {
	to := "/"
	if values, err := url.ParseQuery(query); err == nil {
		to = local(values.Get("to"))
	}
	cookie := fmt.Sprintf("%s=1; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax", sniff.VisitedCookie, cookieLife)
	if secure {
		cookie += "; Secure"
	}
	return pages.Whole(http.StatusSeeOther, "", false, "Location: "+to, "Set-Cookie: "+cookie, "Cache-Control: no-store")
}

// local is a path and query of this host, made of anything. Two slashes, which a
// backslash is to a browser, would name another host.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/") || strings.ContainsAny(to, "\\") {
		return "/"
	}
	to = (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, ForceQuery: u.ForceQuery}).RequestURI()
	if strings.HasPrefix(to, "//") {
		return "/." + to
	}
	return to
}

//go:embed visit.html
var visitHTML string

//go:embed visit.css
var visitCSS string

var visitPage = template.Must(template.New("visit").Parse(visitHTML))

// ask is the first page.
func (r *rules) ask(target string) []byte {
	style := pages.Style() + visitCSS
	var b bytes.Buffer
	err := visitPage.Execute(&b, map[string]any{
		"Style": template.CSS(style), "Action": visitPath, "To": local(target), "Report": r.Report, //nolint:gosec // our own files
	})
	if err != nil {
		return nil // no input reaches this: it is shown in the tests
	}
	policy := "default-src 'none'; style-src " + pages.Hash(style) +
		"; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	return pages.Whole(http.StatusOK, b.String(), false, "Content-Type: text/html; charset=utf-8", "Cache-Control: no-store",
		"X-Robots-Tag: noindex", "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff",
		"Content-Security-Policy: "+policy, pages.Header+": first-visit")
}
