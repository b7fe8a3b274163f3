package gateway

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// pagePort has pages listen for changes at the port that they came from. Two
// development servers write their own port, which no visitor can reach, into the
// script that listens: webpack's into a query, where 0.0.0.0 stands for the
// page's host, and Vite's, inside of Storybook and the like, into a line of its
// own:
//
//	?protocol=ws%3A&hostname=0.0.0.0&port=8080&pathname=%2Fws&logging=info
//	const hmrPort = 8080;
//
// To both scripts a 0 is the page's port. It is filled up with what means
// nothing there, so that the text is as long as before and whatever else is said
// about the bytes stays true.
//
// A nil pagePort leaves everything as it is.
type pagePort []replacement

// replacement is a text and what is to be read in its place, which is as long.
type replacement struct{ was, is []byte }

// newPagePort is for an app at a HOST:PORT.
func newPagePort(app string) pagePort {
	_, port, _ := net.SplitHostPort(app)
	zero := func(before, filler, after string) replacement {
		is := "0" + strings.Repeat(filler, len(port)-1)
		return replacement{[]byte(before + port + after), []byte(before + is + after)}
	}
	return pagePort{zero("hostname=0.0.0.0&port=", "&", "&"), zero("const hmrPort = ", " ", ";")}
}

// ask has the app answer a request for a script in a way that can be read: not
// compressed, which is for [Compress] to do, and whole, as a part may begin or
// end in the middle of what has to be found.
func (p pagePort) ask(r *http.Request) {
	if p == nil || !isScript(r) {
		return
	}
	r.Header["Accept-Encoding"] = []string{"identity"}
	delete(r.Header, "Range")
	delete(r.Header, "If-Range")
}

// restore puts the page's port into a script, known to be one or not. The Etag
// stays: it still changes whenever these bytes do.
func (p pagePort) restore(res *http.Response) {
	if p == nil || !isPlainScript(res) {
		return
	}
	for _, r := range p {
		res.Body = &replacer{ReadCloser: res.Body, replacement: r}
	}
}

// scripts are what browsers call the destination of what they run; over plain
// HTTP they don't say. scriptPaths are how the paths of such things end.
var (
	scripts     = []string{"script", "worker", "sharedworker", "serviceworker"}
	scriptPaths = []string{".js", ".mjs", ".cjs", "/@vite/client"}
)

// isScript reports whether a request is known to be for a script. The path
// counts whatever the destination is: what is fetched ahead may be run later.
func isScript(r *http.Request) bool {
	return slices.Contains(scripts, r.Header.Get("Sec-Fetch-Dest")) ||
		slices.ContainsFunc(scriptPaths, func(end string) bool { return strings.HasSuffix(r.URL.Path, end) })
}

// digests say what the bytes are, and would be wrong afterwards.
var digests = []string{"Content-Md5", "Digest", "Content-Digest", "Repr-Digest"}

// isPlainScript reports whether an answer is a whole script, in plain text, whose
// bytes may be others than the app's.
func isPlainScript(res *http.Response) bool {
	h := res.Header
	return res.StatusCode == http.StatusOK && h.Get("Content-Encoding") == "" &&
		strings.HasSuffix(mediaType(h.Get("Content-Type")), "javascript") &&
		!hasToken(h["Cache-Control"], "no-transform") &&
		!slices.ContainsFunc(digests, func(name string) bool { return h.Get(name) != "" })
}
