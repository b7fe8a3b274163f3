package folder

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

func TestSettle(t *testing.T) {
	tests := []struct {
		name  string
		wakes []time.Duration // after the start
		want  []time.Duration
	}{
		{"one", ms(0), ms(100)},
		{"a burst", ms(0, 50, 120, 200), ms(300)},
		{"two", ms(0, 500), ms(100, 600)},
		{"no end", every(90, 50), ms(2000, 4070, 4510)},
		{"none", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wake, start := make(chan struct{}), time.Now()
				var told []time.Duration
				var settling sync.WaitGroup
				settling.Go(func() { settle(wake, func() { told = append(told, time.Since(start)) }) })
				for _, at := range tt.wakes {
					time.Sleep(at - time.Since(start))
					wake <- struct{}{}
				}
				time.Sleep(time.Minute)
				close(wake)
				settling.Wait()
				if len(told) != len(tt.want) {
					t.Fatalf("told at %v, want %v", told, tt.want)
				}
				for i := range told {
					if told[i] != tt.want[i] {
						t.Errorf("told at %v, want %v", told, tt.want)
					}
				}
			})
		})
	}
}

func ms(list ...int) (d []time.Duration) {
	for _, n := range list {
		d = append(d, time.Duration(n)*time.Millisecond)
	}
	return d
}

func every(step, n int) []time.Duration {
	var list []int
	for i := range n {
		list = append(list, i*step)
	}
	return ms(list...)
}

func TestIgnores(t *testing.T) {
	tr := &tree{path: filepath.FromSlash("/work/site")}
	for name, want := range map[string]bool{
		"index.html": false, "css/a.css": false, "new folder": false, "a~b.txt": false,
		"": true, ".git": true, ".git/HEAD": true, "css/.a.css.swp": true, "index.html~": true, "aux.txt": true, "../site2/a.css": true,
	} {
		event := fsnotify.Event{Name: filepath.Join(tr.path, name), Op: fsnotify.Write | fsnotify.Chmod}
		if got := tr.ignores(event); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
		if event.Op = fsnotify.Chmod; !tr.ignores(event) {
			t.Errorf("%q: a new mode is no change", name)
		}
	}
}

// A tree with more folders than watches watches those nearest to the root.
func TestWatchLimit(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a/b/c/d", "e/f", ".git/objects", "node_modules/x/y"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/usr", filepath.Join(dir, "usr")); err != nil {
		t.Fatal(err)
	}
	tr, err := newTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.watcher.Close()
	expectWatched(t, tr, dir, "", "a", "e", "a/b", "e/f", "a/b/c", "a/b/c/d")
	for _, gone := range tr.watcher.WatchList() {
		_ = tr.watcher.Remove(gone)
	}
	tr.limit = 4
	tr.add(dir)
	expectWatched(t, tr, dir, "", "a", "e", "a/b")
	tr.add(filepath.Join(dir, "e/f")) // nothing left
	expectWatched(t, tr, dir, "", "a", "e", "a/b")
}

func expectWatched(t *testing.T, tr *tree, dir string, names ...string) {
	t.Helper()
	watched := map[string]bool{}
	for _, path := range tr.watcher.WatchList() {
		watched[path] = true
	}
	for _, name := range names {
		if !watched[filepath.Join(dir, name)] {
			t.Errorf("%q is not watched", name)
		}
	}
	if len(watched) != len(names) {
		t.Errorf("%d folders are watched, want %d: %v", len(watched), len(names), tr.watcher.WatchList())
	}
}
