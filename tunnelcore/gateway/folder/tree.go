package folder

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// maxWatched is how many folders are watched, and on macOS and BSD, where each
// file takes a descriptor, how many folders and files. Old Linux gives a person
// 8,192 watches for all programs together. The folders nearest to the root come
// first; changes further down are not seen.
const maxWatched = 2048

// tree watches a folder and the folders in it. One goroutine uses it.
type tree struct {
	path    string
	self    os.FileInfo
	watcher *fsnotify.Watcher
	limit   int
	files   int // that take watches too, see watchesFiles
}

// newTree sees changes from when it returns. The caller closes its watcher. It
// fails with os.ErrNotExist while there is no folder at path.
func newTree(path string) (*tree, error) {
	self, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !self.IsDir() {
		return nil, os.ErrNotExist
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	t := &tree{path: path, self: self, watcher: w, limit: maxWatched}
	if err := w.Add(path); err != nil {
		_ = w.Close()
		return nil, err
	}
	t.add(path)
	return t, nil
}

// follow wakes for each change that visitors can see, until done is closed
// (errDone) or the folder is gone (errGone).
func (t *tree) follow(wake chan<- struct{}, done <-chan struct{}) error {
	check := time.NewTicker(checkEvery)
	defer check.Stop()
	for {
		select {
		case <-done:
			return errDone
		case event := <-t.watcher.Events:
			check.Reset(checkAfter)
			if t.ignores(event) {
				continue
			}
			if event.Has(fsnotify.Create) {
				t.add(event.Name)
			}
		case <-t.watcher.Errors: // some were lost: take it for a change
		case <-check.C:
			if t.gone() {
				return errGone
			}
			check.Reset(checkEvery)
			continue
		}
		select {
		case wake <- struct{}{}:
		default: // one is on its way
		}
	}
}

// gone reports whether the path leads to this folder no more.
func (t *tree) gone() bool {
	now, err := os.Lstat(t.path)
	return err != nil || !os.SameFile(now, t.self)
}

func (t *tree) ignores(event fsnotify.Event) bool {
	if event.Op == fsnotify.Chmod { // indexers and virus scanners
		return true
	}
	below, err := filepath.Rel(t.path, event.Name)
	if err != nil || below == "." { // what changed in it comes by its own name
		return true
	}
	_, ok := split(filepath.ToSlash(below))
	return !ok || strings.HasSuffix(below, "~") // an editor's backup
}

// add watches path and the folders in it, level by level, if it is a folder at
// all. It does not follow symbolic links.
func (t *tree) add(path string) {
	if info, err := os.Lstat(path); err != nil || !info.IsDir() {
		return
	}
	left := t.limit - len(t.watcher.WatchList()) - t.files
	for level := []string{path}; len(level) > 0; {
		var below []string
		for _, dir := range level {
			if left < 1 || t.watcher.Add(dir) != nil {
				continue
			}
			in, files := foldersIn(dir)
			below = append(below, in...)
			t.files += files
			left -= 1 + files
		}
		level = below
	}
}

// foldersIn lists the folders in dir that are worth a watch, and counts the files
// there that take one.
func foldersIn(dir string) (folders []string, files int) {
	entries, _ := os.ReadDir(dir) // all that could be read
	for _, e := range entries {
		switch {
		case worthWatching(e):
			folders = append(folders, filepath.Join(dir, e.Name()))
		case watchesFiles:
			files++
		}
	}
	return folders, files
}

// worthWatching leaves out what visitors do not see, and the one folder that has
// thousands of others in it which nobody edits.
func worthWatching(e fs.DirEntry) bool {
	return e.IsDir() && !hidden(e.Name()) && e.Name() != "node_modules"
}
