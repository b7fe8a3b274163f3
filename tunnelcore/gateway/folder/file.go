package folder

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"gotunnel/tunnelcore/pages"
)

// settled is the age from which a file's time says that it has not changed. FAT
// counts in steps of 2 s, and a second change within one step would otherwise
// look like none.
const settled = 2 * time.Second

// sendFile sends a file, as a whole or the ranges asked for, unless the visitor
// has it already. It ends a page with the script that waits for changes.
func (v visit) sendFile(file *os.File, info fs.FileInfo) {
	head, err := readHead(file)
	if err != nil {
		v.missing()
		return
	}
	h := v.w.Header()
	h.Set("Cache-Control", "no-cache") // ask every time, and get 304
	h.Set("Content-Type", contentType(info.Name(), head))
	var content io.ReadSeeker = file
	ending := ""
	if isHTML(h.Get("Content-Type")) {
		h.Add("Vary", "Accept")
		if v.wantsPage() && !isUTF16(head) {
			ending = pageEnding(v.state)
			content = endWith(file, info.Size(), ending)
		}
	}
	changed := info.ModTime()
	if age := time.Since(changed); age >= 0 && age < settled {
		changed = time.Time{} // ServeContent then sends no Last-Modified
	} else {
		h.Set("ETag", etag(info, ending))
	}
	http.ServeContent(v.w, v.r, "", changed, content)
}

// headSize is how far browsers look for <meta charset>, in bytes.
const headSize = 1024

// readHead reads what content types are told by.
func readHead(file *os.File) ([]byte, error) {
	head := make([]byte, headSize)
	n, err := file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	return head[:n], nil
}

// wantsPage tells a browser that opens a page from a program, or a page's own
// script, that fetches a file.
func (v visit) wantsPage() bool {
	return pages.AcceptsHTML(strings.Join(v.r.Header.Values("Accept"), ","))
}

// isUTF16 knows pages that an ending in ASCII would not fit.
func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xfe\xff")) || bytes.HasPrefix(head, []byte("\xff\xfe"))
}

// etag changes with the file, and with what is put at its end.
func etag(info fs.FileInfo, ending string) string {
	tag := strconv.FormatInt(info.ModTime().UnixNano(), 36) + "-" + strconv.FormatInt(info.Size(), 36)
	if ending != "" {
		tag += "-" + digest(ending)
	}
	return `"` + tag + `"`
}

// endWith is the first size bytes of file, and then ending.
func endWith(file io.ReaderAt, size int64, ending string) io.ReadSeeker {
	return io.NewSectionReader(&ended{file, size, ending}, 0, size+int64(len(ending)))
}

type ended struct {
	file   io.ReaderAt
	size   int64
	ending string
}

// ReadAt does not go on with the ending when the file has become shorter, so that
// the visitor sees a broken answer and not half a page that looks whole.
func (e *ended) ReadAt(p []byte, off int64) (n int, err error) {
	if off < e.size {
		want := int(min(int64(len(p)), e.size-off))
		if n, err = e.file.ReadAt(p[:want], off); n < want {
			return n, err
		}
	}
	rest := strings.NewReader(e.ending)
	m, err := rest.ReadAt(p[n:], max(off-e.size, 0))
	return n + m, err
}
