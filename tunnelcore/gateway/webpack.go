package gateway

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// pagePort has the pages of a webpack-dev-server listen for changes at the port
// that they came from. The server writes its own address into the script that
// listens, as a query:
//
//	?protocol=ws%3A&hostname=0.0.0.0&port=8080&pathname=%2Fws&logging=info
//
// There 0.0.0.0 stands for the page's host, and a port 0 would for the page's,
// but it has the app's, which no visitor can reach. So port=8080 becomes
// port=0&80: as long as before, so that nothing said about the bytes gets wrong,
// with a parameter 80 that the script doesn't look at.
//
// The zero pagePort leaves everything as it is.
type pagePort struct{ was, is []byte }

// newPagePort is for an app at a HOST:PORT.
func newPagePort(app string) pagePort {
	const before, zero, after = "hostname=0.0.0.0&port=", "0&", "&"
	_, port, _ := net.SplitHostPort(app)
	is := zero[:min(len(zero), len(port))] + port[min(len(zero), len(port)):]
	return pagePort{was: []byte(before + port + after), is: []byte(before + is + after)}
}

// ask has the app answer a request for a script in a way that can be read: not
// compressed, which is for [Compress] to do, and whole, as a part may begin or
// end in the middle of what has to be found.
func (p *pagePort) ask(r *http.Request) {
	if p.was == nil || !isScript(r) {
		return
	}
	r.Header["Accept-Encoding"] = []string{"identity"}
	delete(r.Header, "Range")
	delete(r.Header, "If-Range")
}

// restore puts the page's port into a script. The Etag stays: it still changes
// whenever these bytes do.
func (p *pagePort) restore(res *http.Response) {
	if p.was != nil && isScript(res.Request) && isReadable(res) {
		res.Body = &replacer{ReadCloser: res.Body, was: p.was, is: p.is}
	}
}

// scripts are the destinations, as browsers name them, of what is run.
var scripts = []string{"script", "worker", "sharedworker", "serviceworker"}

// isScript reports whether a request is for a script. The end of the path
// counts too, whatever the destination: what a browser fetches ahead it may run
// later.
func isScript(r *http.Request) bool {
	path := r.URL.Path
	return strings.HasSuffix(path, ".js") || strings.HasSuffix(path, ".mjs") || strings.HasSuffix(path, ".cjs") ||
		slices.Contains(scripts, r.Header.Get("Sec-Fetch-Dest"))
}

// digests say what the bytes are, and would be wrong afterwards.
var digests = []string{"Content-Md5", "Digest", "Content-Digest", "Repr-Digest"}

// isReadable reports whether an answer is a whole script, in plain text, whose
// bytes may be others than the app's.
func isReadable(res *http.Response) bool {
	h := res.Header
	return res.StatusCode == http.StatusOK && h.Get("Content-Encoding") == "" &&
		strings.HasSuffix(mediaType(h.Get("Content-Type")), "javascript") &&
		!hasToken(h["Cache-Control"], "no-transform") &&
		!slices.ContainsFunc(digests, func(name string) bool { return h.Get(name) != "" })
}
