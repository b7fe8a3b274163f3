package folder

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
)

// Paths that the share keeps for itself. No file can have them, since they begin
// with a dot.
const (
	scriptPath = "/.gotunnel/reload.js"
	changePath = "/.gotunnel/reload"
)

const indexName = "index.html"

// ServeHTTP answers GET and HEAD; other methods get 405. All that cannot be
// shown, for whatever reason, gets the same 404.
//
// A request by which a browser waits for changes lasts until the visitor leaves
// or the Folder is closed.
func (f *Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, wordsMethod, http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case scriptPath:
		serveScript(w, r)
	case changePath:
		f.change.ServeHTTP(w, r)
	default:
		state, _, _ := f.change.state()
		f.serveName(visit{w, r, state})
	}
}

// visit is a request for a file. Its state is that of before the file is looked
// at, so that no change comes in between unnoticed.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	state string
}

func (f *Folder) serveName(v visit) {
	names, ok := split(v.r.URL.Path)
	if !ok {
		v.missing()
		return
	}
	root, err := f.current()
	if err != nil {
		v.missing()
		return
	}
	file, info, err := open(root, diskName(names))
	if err != nil {
		v.missing()
		return
	}
	defer file.Close()
	asFolder := len(names) == 0 || strings.HasSuffix(v.r.URL.Path, "/")
	switch {
	case info.IsDir() && asFolder:
		f.serveFolder(v, root, names, file)
	case info.IsDir():
		v.redirect(link(names) + "/")
	case asFolder: // page.html/ is not page.html: its relative links would go astray
		v.missing()
	default:
		v.sendFile(file, info)
	}
}

// diskName is the name below the root that names stand for.
func diskName(names []string) string {
	if len(names) == 0 {
		return "."
	}
	return path.Join(names...)
}

// serveFolder shows the folder's index, or its gallery when it has none. An
// index that may not be shown does not make the folder one without.
func (f *Folder) serveFolder(v visit, root *os.Root, names []string, dir *os.File) {
	index, info, err := open(root, path.Join(diskName(names), indexName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.serveGallery(v, root, names, dir)
		return
	case err != nil:
		v.missing()
		return
	}
	defer index.Close()
	if info.IsDir() {
		f.serveGallery(v, root, names, dir)
		return
	}
	v.sendFile(index, info)
}

// redirect is temporary: a browser keeps a permanent one even after the folder
// has become something else.
func (v visit) redirect(to string) {
	if v.r.URL.RawQuery != "" {
		to += "?" + v.r.URL.RawQuery
	}
	v.w.Header().Set("Location", to)
	v.w.Header().Set("Cache-Control", "no-cache")
	v.w.WriteHeader(http.StatusTemporaryRedirect)
}
