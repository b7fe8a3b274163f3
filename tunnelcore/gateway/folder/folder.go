// Package folder shows visitors the files of one folder, for reading only:
//
//	f, err := folder.Open("/home/kim/brand-deck")
//	if err != nil {
//		return err // a sentence for the person who shares
//	}
//	defer f.Close()
//	err = http.Serve(tunnel, f)
//
// [Inspect] tells how much would be shared, before it is.
//
// A folder with an index.html opens as that page, any other as a gallery of what
// is in it. Files are sent as they are, with one exception: a page that a browser
// asks for ends in one script more, by which it opens itself again when a file
// changes. Who does not ask for text/html, such as curl or a page's own fetch,
// gets the file's own bytes; Vary and the ETag tell the two apart, and HEAD and
// ranges speak of the same bytes as GET.
//
// What is outside the folder cannot be reached, not by a symbolic link either.
// Hidden is what has a name that begins with a dot, or one that any system reads
// in a way of its own (aux.txt, "page.html.", page.html::$DATA). It answers like a
// file that is not there. It is the name in the link that counts: a symbolic link
// in the folder to a hidden file in the same folder works. Symbolic links with
// an absolute target do not, wherever they lead.
//
// This package asks for no password, limits no rates, compresses nothing and
// runs nothing: a .php file is sent as it is written.
package folder

import (
	"os"
	"path/filepath"
	"sync"
)

// Folder is one shared folder, an [http.Handler]. It belongs to the path and not
// to the disk: a folder that is deleted and made again works again.
//
// Its methods may be used from many goroutines at once.
type Folder struct {
	path   string // absolute, without symbolic links
	start  string // the path to open in a browser
	titles titles
	change *changes

	stop    func() // ends the watch
	watched sync.WaitGroup

	mu     sync.Mutex
	root   *os.Root // nil once closed
	rootAs os.FileInfo
	closed bool
}

// Open opens a folder, or the folder of an HTML file, and begins to watch it for
// changes. Close it after use.
//
// An error is a sentence to show, and wraps [os.ErrNotExist] or
// [os.ErrPermission] where that is the reason. A folder that would show private
// files is refused with a [*RefusedError]; counting them blocks for up to 2 s.
func Open(path string) (*Folder, error) {
	p, err := locate(path)
	if err != nil {
		return nil, err
	}
	f := &Folder{path: p.path, start: p.start(), root: p.root, change: newChanges()}
	if isPrivate(p.path) {
		err = refused(count(p.root, maxCounted, countWithin).Summary)
	} else if f.rootAs, err = p.root.Stat("."); err != nil {
		err = cannotOpen(path, err)
	}
	if err != nil {
		_ = p.root.Close()
		return nil, err
	}
	f.titles.budget = titleBudget
	f.watch()
	return f, nil
}

// watch begins to watch. A system that has no more watches to give is no reason
// not to share; browsers then have to be reloaded by hand.
func (f *Folder) watch() {
	done := make(chan struct{})
	f.stop = sync.OnceFunc(func() { close(done) })
	t, err := newTree(f.path)
	if err != nil {
		return
	}
	f.watched.Go(func() { watch(t, f.change, done) })
}

// Start is the path to open in a browser: "/", or "/" and the escaped name of
// the HTML file that Open was given.
func (f *Folder) Start() string { return f.start }

// Close ends the watch, and with it the requests by which browsers wait for
// changes; call it before [http.Server.Shutdown]. It waits for the watch, and
// not for downloads: those go on. Later requests get a 404. It returns nil.
func (f *Folder) Close() error {
	f.stop()
	f.watched.Wait()
	f.change.end()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.dropRootLocked()
	return nil
}

// current is the root as the path leads to it now. Build tools delete the folder
// they write to and make it again; the open root would be the deleted one.
func (f *Folder) current() (*os.Root, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, os.ErrClosed
	}
	now, err := os.Lstat(f.path)
	if err == nil && f.root != nil && os.SameFile(now, f.rootAs) {
		return f.root, nil
	}
	f.dropRootLocked()
	if err != nil {
		return nil, err
	}
	if err := f.reopenLocked(); err != nil {
		return nil, err
	}
	return f.root, nil
}

// reopenLocked opens the root anew, but not where a symbolic link has come into
// the path, since that leads to another folder than the one that was shared.
func (f *Folder) reopenLocked() error {
	if now, err := filepath.EvalSymlinks(f.path); err != nil || now != f.path {
		return os.ErrNotExist
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return err
	}
	if f.rootAs, err = root.Stat("."); err != nil {
		_ = root.Close()
		return err
	}
	f.root = root
	return nil
}

func (f *Folder) dropRootLocked() {
	if f.root != nil {
		_ = f.root.Close()
		f.root = nil
	}
}
