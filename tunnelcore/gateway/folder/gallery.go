package folder

import (
	"bytes"
	"cmp"
	"hash/fnv"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// gallery is what gallery.html shows.
type gallery struct {
	Title   string
	Above   []crumb // the folders that this one is in, from the root down
	Pages   []row
	Folders []row
	Others  []row
	More    bool
	State   string // of the folder
}

// crumb leads to a folder further up.
type crumb struct{ Name, Link string }

// row is one file or folder.
type row struct {
	Link   string // relative to the folder
	Name   string // that of the file
	Title  string // that of the page; "": it has none
	Detail string
	Letter string // an icon of one letter
	Colour uint32 // of the icon, from 0 to 5
}

func (f *Folder) serveGallery(v visit, root *os.Root, names []string, dir *os.File) {
	name := diskName(names)
	l, err := list(root, name, dir, maxListed)
	if err != nil {
		v.missing()
		return
	}
	g := newGallery(names, l, f.titles.of(root, name, l.pages))
	g.State = v.state
	body := render("gallery.html", g)
	h := v.w.Header()
	setPageHeader(h)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+digest(string(body))+`"`)
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(body))
}

func newGallery(names []string, l listing, titles []string) gallery {
	g := gallery{Title: wordsHome, More: l.more}
	if n := len(names); n > 0 {
		g.Title = names[n-1]
		g.Above = append(g.Above, crumb{wordsHome, "/"})
		for i := 1; i < n; i++ {
			g.Above = append(g.Above, crumb{names[i-1], link(names[:i]) + "/"})
		}
	}
	for i, p := range l.pages {
		g.Pages = append(g.Pages, pageRow(p.name, titles[i]))
	}
	for _, d := range l.folders {
		g.Folders = append(g.Folders, row{Link: "./" + url.PathEscape(d.name) + "/", Name: d.name})
	}
	for _, o := range l.others {
		g.Others = append(g.Others, row{Link: "./" + url.PathEscape(o.name), Name: o.name, Detail: size(o.info.Size())})
	}
	return g
}

func pageRow(name, title string) row {
	r := row{
		Link:   "./" + url.PathEscape(name),
		Name:   name,
		Title:  title,
		Letter: letter(cmp.Or(title, name)),
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(r.Letter))
	r.Colour = hash.Sum32() % 6
	return r
}

// letter is the first letter or digit of a title.
func letter(title string) string {
	i := strings.IndexFunc(title, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if i < 0 {
		return "·"
	}
	r, _ := utf8.DecodeRuneInString(title[i:])
	return string(unicode.ToUpper(r))
}
