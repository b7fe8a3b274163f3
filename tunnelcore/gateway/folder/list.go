package folder

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxListed is how many entries of one folder a gallery shows. A page of 20,000
// rows is 4 MB, which a phone still scrolls through.
const maxListed = 20_000

// listing is what visitors may see of one folder, each part in order of names.
type listing struct {
	folders, pages, others []item
	more                   bool // than maxListed
}

type item struct {
	name string
	info fs.FileInfo
}

// list reads the folder dir, which is open as file.
func list(root *os.Root, dir string, file *os.File, limit int) (listing, error) {
	entries, err := file.ReadDir(limit + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return listing{}, err
	}
	l := listing{more: len(entries) > limit}
	for _, e := range entries[:min(limit, len(entries))] {
		if hidden(e.Name()) {
			continue
		}
		if info, err := root.Stat(path.Join(dir, e.Name())); err == nil {
			l.put(item{e.Name(), info})
		}
	}
	for _, part := range [][]item{l.folders, l.pages, l.others} {
		slices.SortFunc(part, func(a, b item) int { return compareNames(a.name, b.name) })
	}
	return l, nil
}

func (l *listing) put(i item) {
	switch {
	case i.info.IsDir():
		l.folders = append(l.folders, i)
	case !i.info.Mode().IsRegular():
	case isHTML(typeByName(i.name)):
		l.pages = append(l.pages, i)
	default:
		l.others = append(l.others, i)
	}
}

// compareNames orders as people do: without regard to case, and 2 before 10.
func compareNames(a, b string) int {
	x, y := strings.ToLower(a), strings.ToLower(b)
	for x != "" && y != "" {
		m, restX := cutNumber(x)
		n, restY := cutNumber(y)
		if m != "" && n != "" {
			if c := compareNumbers(m, n); c != 0 {
				return c
			}
			x, y = restX, restY
			continue
		}
		r, i := utf8.DecodeRuneInString(x)
		s, j := utf8.DecodeRuneInString(y)
		if r != s {
			return cmp.Compare(r, s)
		}
		x, y = x[i:], y[j:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

func cutNumber(s string) (number, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	return s[:len(s)-len(rest)], rest
}

// compareNumbers compares digits of any length.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
