package folder

import (
	"io/fs"
	"os"
	"path"
	"time"
)

// Counting ends at either of these. A person waits for the answer, and beyond
// it "more than 100,000" says as much as the number.
const (
	maxCounted  = 100_000
	countWithin = 2 * time.Second
)

// Summary is what sharing a folder would show. It counts what visitors can open:
// hidden files and folders are left out, and folders behind symbolic links, since
// they would be counted twice.
type Summary struct {
	Files     int   // of every kind, in all folders below too
	Bytes     int64 // their size
	HTMLFiles int   // how many of them are HTML
	HasIndex  bool  // the folder opens with its index.html, not with a gallery
	More      bool  // counting stopped at 100,000 files or after 2 s; there is more

	// Refused is the sentence that says why Open will not share this folder;
	// empty when it will.
	Refused string
}

// Inspect looks at what Open would share for the same path. Like Open it blocks
// for up to 2 s, longer only where the disk itself does, and its errors are
// those of Open except for [*RefusedError], which is in Summary.Refused.
func Inspect(path string) (Summary, error) {
	p, err := locate(path)
	if err != nil {
		return Summary{}, err
	}
	defer p.root.Close()
	c := count(p.root, maxCounted, countWithin)
	if isPrivate(p.path) {
		c.Refused = refused(c.Summary).Error()
	}
	index, info, err := open(p.root, indexName)
	if err == nil {
		_ = index.Close()
		c.HasIndex = !info.IsDir()
	}
	return c.Summary, nil
}

// counter walks a folder, level by level.
type counter struct {
	Summary
	root  *os.Root
	limit int
	until time.Time
}

func count(root *os.Root, limit int, within time.Duration) *counter {
	c := &counter{root: root, limit: limit, until: time.Now().Add(within)}
	for level := []string{"."}; len(level) > 0 && !c.More; {
		var below []string
		for _, dir := range level {
			below = append(below, c.countIn(dir)...)
		}
		level = below
	}
	return c
}

// countIn counts the files in one folder and returns the folders there. It reads
// a part at a time, so that a huge folder does not outlast the limits.
func (c *counter) countIn(dir string) (below []string) {
	if c.over() {
		return nil
	}
	file, _, err := open(c.root, dir)
	if err != nil {
		return nil
	}
	defer file.Close()
	for !c.over() {
		entries, err := file.ReadDir(256)
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			switch {
			case hidden(e.Name()):
			case e.IsDir():
				below = append(below, name)
			default:
				c.countFile(name, e)
			}
		}
		if err != nil { // io.EOF, or what cannot be read is not shown either
			return below
		}
	}
	return below
}

func (c *counter) countFile(name string, e fs.DirEntry) {
	info, err := c.info(name, e)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	c.Files++
	c.Bytes += info.Size()
	if isHTML(typeByName(name)) {
		c.HTMLFiles++
	}
}

// info follows a symbolic link, as opening the file does.
func (c *counter) info(name string, e fs.DirEntry) (fs.FileInfo, error) {
	if e.Type()&fs.ModeSymlink != 0 {
		return c.root.Stat(name)
	}
	return e.Info()
}

func (c *counter) over() bool {
	c.More = c.More || c.Files >= c.limit || time.Now().After(c.until)
	return c.More
}
