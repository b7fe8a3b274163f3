package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// place is a folder to share, and what to open in it.
type place struct {
	path string // absolute, without symbolic links
	page string // the name of an HTML file in it; "": the folder itself
	root *os.Root
}

// locate opens the folder that path means.
func locate(path string) (*place, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	info, err := os.Stat(abs)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	p := &place{path: abs}
	if !info.IsDir() {
		if !info.Mode().IsRegular() || !isHTML(typeByName(abs)) {
			return nil, fmt.Errorf("%s is neither a folder nor an HTML file; choose one of those", path)
		}
		p.path, p.page = filepath.Split(abs)
	}
	if p.path, err = filepath.EvalSymlinks(p.path); err != nil {
		return nil, cannotOpen(path, err)
	}
	if p.root, err = os.OpenRoot(p.path); err != nil {
		return nil, cannotOpen(path, err)
	}
	if p.page != "" && !p.pageOpens() {
		_ = p.root.Close()
		return nil, fmt.Errorf("visitors can't open %s: it is hidden, unreadable or a link to another folder; choose another page", path)
	}
	return p, nil
}

func (p *place) pageOpens() bool {
	if hidden(p.page) {
		return false
	}
	file, _, err := open(p.root, p.page)
	if err == nil {
		_ = file.Close()
	}
	return err == nil
}

// start is the path to open in a browser.
func (p *place) start() string {
	if p.page == "" || p.page == indexName {
		return "/"
	}
	return link([]string{p.page})
}

// cannotOpen names the path as it was given, and leaves out the system call.
func cannotOpen(path string, err error) error {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err
	}
	return fmt.Errorf("can't open %s: %w", path, err)
}
