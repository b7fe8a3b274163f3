package detect

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever a page says, it ends up as a line of text and a picture.
func FuzzPage(f *testing.F) {
	f.Add([]byte(`<title>Shop</title><link rel="icon" href="data:image/png;base64,iVBORw==">`))
	f.Add([]byte(`<link rel=icon href="data:image/svg+xml,%3Csvg/%3E"><title>a` + "\n" + `b</title>`))
	f.Add([]byte(`<link rel=icon href="data:,%zz"><title>` + strings.Repeat("x", 100)))
	f.Fuzz(func(t *testing.T, body []byte) {
		title, link := readPage(body)
		if !utf8.ValidString(title) || strings.ContainsAny(title, "\n\r\x00") || utf8.RuneCountInString(title) > maxName {
			t.Errorf("the title is %q", title)
		}
		if data, ok := strings.CutPrefix(link, "data:"); ok {
			icon, kind := dataIcon(data)
			if len(icon) > maxIcon || (kind == "") != (icon == nil) || kind != "" && !strings.HasPrefix(kind, "image/") {
				t.Errorf("the icon is %d bytes of %q", len(icon), kind)
			}
		}
	})
}
