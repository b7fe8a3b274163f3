package folder

import (
	"bytes"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"
)

// types are what a web page is made of. They are not left to the system, whose
// table may lack them or, on Windows, be changed by any program: a browser runs
// no module that comes as text/plain.
var types = map[string]string{
	".aac":         "audio/aac",
	".apng":        "image/apng",
	".atom":        "application/atom+xml",
	".avif":        "image/avif",
	".bmp":         "image/bmp",
	".cjs":         "text/javascript",
	".css":         "text/css",
	".csv":         "text/csv",
	".flac":        "audio/flac",
	".gif":         "image/gif",
	".glb":         "model/gltf-binary",
	".gltf":        "model/gltf+json",
	".gz":          "application/gzip",
	".heic":        "image/heic",
	".htm":         "text/html",
	".html":        "text/html",
	".ico":         "image/x-icon",
	".ics":         "text/calendar",
	".jpeg":        "image/jpeg",
	".jpg":         "image/jpeg",
	".js":          "text/javascript",
	".json":        "application/json",
	".jsonld":      "application/ld+json",
	".jxl":         "image/jxl",
	".m4a":         "audio/mp4",
	".m4v":         "video/mp4",
	".map":         "application/json",
	".md":          "text/markdown",
	".mjs":         "text/javascript",
	".mov":         "video/quicktime",
	".mp3":         "audio/mpeg",
	".mp4":         "video/mp4",
	".oga":         "audio/ogg",
	".ogg":         "audio/ogg",
	".ogv":         "video/ogg",
	".opus":        "audio/ogg",
	".otf":         "font/otf",
	".pdf":         "application/pdf",
	".png":         "image/png",
	".rss":         "application/rss+xml",
	".svg":         "image/svg+xml",
	".tif":         "image/tiff",
	".tiff":        "image/tiff",
	".ttf":         "font/ttf",
	".txt":         "text/plain",
	".vtt":         "text/vtt",
	".wasm":        "application/wasm",
	".wav":         "audio/wav",
	".weba":        "audio/webm",
	".webm":        "video/webm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".xht":         "application/xhtml+xml",
	".xhtml":       "application/xhtml+xml",
	".xml":         "application/xml",
	".zip":         "application/zip",
}

// contentType tells what a file is by its name, else by its first bytes.
func contentType(name string, head []byte) string {
	kind := typeByName(name)
	if kind == "" {
		kind, _, _ = strings.Cut(http.DetectContentType(head), ";")
	}
	if strings.HasPrefix(kind, "text/") && !declares(kind, head) && isUTF8(head) {
		kind += "; charset=utf-8"
	}
	return kind
}

func typeByName(name string) string {
	ending := strings.ToLower(path.Ext(name))
	if kind, ok := types[ending]; ok {
		return kind
	}
	kind, _, _ := strings.Cut(mime.TypeByExtension(ending), ";")
	return kind
}

func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return kind == "text/html"
}

// declares reports whether a page or style sheet names its charset, which one in
// the header would overrule.
func declares(kind string, head []byte) bool {
	return (kind == "text/html" || kind == "text/css") && bytes.Contains(bytes.ToLower(head), []byte("charset"))
}

// isUTF8 forgives a character that the end of a full head cuts in two.
func isUTF8(head []byte) bool {
	if len(head) == headSize {
		last := len(head) - 1
		for last > len(head)-utf8.UTFMax && !utf8.RuneStart(head[last]) {
			last--
		}
		if !utf8.FullRune(head[last:]) {
			head = head[:last]
		}
	}
	return utf8.Valid(head)
}
