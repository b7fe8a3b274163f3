package folder

import (
	"crypto/sha256"
	_ "embed" // reload.js
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

//go:embed reload.js
var reloadJS string

// pageEnding is put at the end of a page. Browsers take a script after </html>
// for the last one of the body, so nothing has to be searched for, and the rest
// of the page stays where it is. It is a file of its own, since a page's policy
// rather allows those than scripts within the page.
func pageEnding(state string) string {
	return "\n<script async src=\"" + scriptPath + "\" data-state=\"" + state + "\"></script>\n"
}

func serveScript(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+digest(reloadJS)+`"`)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(reloadJS))
}

// digest names a text in an ETag: 96 bits, far more than chance needs.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
