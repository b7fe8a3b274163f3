package detect

import (
	"bytes"
	"context"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxIcon is above any icon for a tab; a photograph would be more.
const maxIcon = 64 << 10

func portText(port int) string { return strconv.Itoa(port) }

// readPage finds a page's title and the address of its icon. They are in its
// head: what an image in the page calls itself is none of ours.
func readPage(body []byte) (title, icon string) {
	tokens := html.NewTokenizer(bytes.NewReader(body))
	tokens.SetMaxBuf(maxPage)
	for inTitle := false; ; {
		kind := tokens.Next()
		t := tokens.Token()
		begins := kind == html.StartTagToken || kind == html.SelfClosingTagToken
		switch {
		case kind == html.ErrorToken, begins && t.DataAtom == atom.Body:
			return title, icon
		case kind == html.TextToken && inTitle && title == "":
			title = tidy(t.Data)
		case begins && t.DataAtom == atom.Link && icon == "" && isIcon(attr(t, "rel")):
			icon = attr(t, "href")
		}
		inTitle = begins && t.DataAtom == atom.Title
	}
}

// isIcon reads what a link is to its page: "icon", "shortcut icon".
func isIcon(rel string) bool { return slices.Contains(strings.Fields(strings.ToLower(rel)), "icon") }

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// fetchIcon gets the icon that a page names, or the usual one. It is the app's
// own, or there is none: nobody else is asked.
func fetchIcon(ctx context.Context, client *http.Client, page *url.URL, link string) (icon []byte, mediaType string) {
	if data, ok := strings.CutPrefix(link, "data:"); ok {
		return dataIcon(data)
	}
	if link == "" {
		link = "/favicon.ico"
	}
	at, err := page.Parse(link)
	if err != nil || at.Host != page.Host || at.Scheme != page.Scheme {
		return nil, ""
	}
	body, _, status, err := open(ctx, client, at.String(), "image/*", maxIcon+1)
	if err != nil || status != http.StatusOK {
		return nil, ""
	}
	if strings.HasSuffix(at.Path, ".svg") && bytes.Contains(body, []byte("<svg")) {
		return checkIcon(body, "image/svg+xml")
	}
	return checkIcon(body, http.DetectContentType(body))
}

// dataIcon reads an icon that is in the page itself.
func dataIcon(data string) (icon []byte, mediaType string) {
	kind, text, _ := strings.Cut(data, ",")
	kind, is64 := strings.CutSuffix(kind, ";base64")
	text, err := url.PathUnescape(text)
	icon = []byte(text)
	if is64 && err == nil {
		icon, err = base64.StdEncoding.DecodeString(text)
	}
	mediaType, _, errKind := mime.ParseMediaType(kind)
	if err != nil || errKind != nil {
		return nil, ""
	}
	return checkIcon(icon, mediaType)
}

// checkIcon lets only whole pictures through.
func checkIcon(icon []byte, mediaType string) ([]byte, string) {
	if len(icon) == 0 || len(icon) > maxIcon || !strings.HasPrefix(mediaType, "image/") {
		return nil, ""
	}
	return icon, mediaType
}
