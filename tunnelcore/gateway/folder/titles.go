package folder

import (
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
)

const (
	// titleHead is how much of a page is searched for its title, in bytes.
	// Preloads and styles can come before it.
	titleHead = 64 << 10

	// maxTitle is how much of a title is shown, in characters.
	maxTitle = 150

	// titleBudget is how long one gallery may read titles. 10,000 take 0.5 s
	// from a fast disk; on a slow one, the rest show their file names, and have
	// titles the next time.
	titleBudget = 500 * time.Millisecond

	// maxTitles bounds the memory for titles to a few MB.
	maxTitles = 2 * maxListed
)

// titles remembers the titles of pages.
type titles struct {
	budget time.Duration
	reads  int // files that were read

	mu    sync.Mutex
	known map[string]title // by the name below the root
}

// title is valid while the file is as it was.
type title struct {
	text    string
	size    int64
	changed time.Time
}

// of gives the titles of pages in dir; "" where there is none. One gallery reads
// at a time, so that many visitors together do not read the same files.
func (t *titles) of(root *os.Root, dir string, list []item) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.known) > maxTitles || t.known == nil {
		t.known = make(map[string]title)
	}
	texts := make([]string, len(list))
	for i, until := 0, time.Now().Add(t.budget); i < len(list); i++ {
		texts[i] = t.oneLocked(root, path.Join(dir, list[i].name), list[i].info, until)
	}
	return texts
}

func (t *titles) oneLocked(root *os.Root, name string, info fs.FileInfo, until time.Time) string {
	known, ok := t.known[name]
	if ok && known.size == info.Size() && known.changed.Equal(info.ModTime()) {
		return known.text
	}
	if !time.Now().Before(until) {
		return known.text // of before, most likely still right
	}
	t.reads++
	known = title{readTitle(root, name), info.Size(), info.ModTime()}
	t.known[name] = known
	return known.text
}

func readTitle(root *os.Root, name string) string {
	file, info, err := open(root, name)
	if err != nil {
		return ""
	}
	defer file.Close()
	if info.IsDir() {
		return ""
	}
	return findTitle(io.LimitReader(file, titleHead))
}

// findTitle reads the title of a page in UTF-8, or ASCII, up to where its body
// begins: further down, a title belongs to a drawing.
func findTitle(page io.Reader) string {
	tokens := html.NewTokenizer(page)
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken { // its end, too
			return ""
		}
		if kind != html.StartTagToken {
			continue
		}
		switch tag, _ := tokens.TagName(); string(tag) {
		case "title":
			return titleText(tokens)
		case "body", "svg":
			return ""
		}
	}
}

// titleText takes the text that follows the start tag. A title that is cut off by
// the end of what was read is none.
func titleText(tokens *html.Tokenizer) string {
	if tokens.Next() != html.TextToken {
		return ""
	}
	text := strings.Join(strings.Fields(string(tokens.Text())), " ")
	if tokens.Next() != html.EndTagToken || !utf8.ValidString(text) {
		return ""
	}
	if utf8.RuneCountInString(text) > maxTitle {
		text = string([]rune(text)[:maxTitle-1]) + "…"
	}
	return text
}
