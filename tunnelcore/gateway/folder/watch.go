package folder

import (
	"errors"
	"os"
	"sync"
	"time"
)

const (
	// A program that saves, or a build, makes many changes: wait until it has
	// been quiet for quietFor, but not longer than settleWithin.
	quietFor     = 100 * time.Millisecond
	settleWithin = 2 * time.Second

	// lookEvery is how often a folder that is gone is looked for.
	lookEvery = 500 * time.Millisecond

	// checkEvery is how often a folder is looked at for having become another:
	// an open folder that is deleted, as ours is, has no event of its own. But
	// what was in it has; so it is looked at checkAfter the last event as well.
	checkEvery = 5 * time.Second
	checkAfter = 200 * time.Millisecond
)

var (
	errGone = errors.New("the folder is gone") // or another one has its name
	errDone = errors.New("nobody waits for changes any more")
)

// watch tells c of changes to the files in t until done is closed, and begins anew when
// the folder comes back after it was gone. It closes t. Where the system gives no
// watches it returns: browsers do not learn of changes then, and the files are
// served all the same.
func watch(t *tree, c *changes, done <-chan struct{}) {
	path := t.path
	for {
		err := watchOnce(t, c, done)
		_ = t.watcher.Close()
		if !errors.Is(err, errGone) {
			return
		}
		c.add()
		if t, err = watchAgain(path, done); err != nil {
			return
		}
		c.add()
	}
}

func watchOnce(t *tree, c *changes, done <-chan struct{}) error {
	wake := make(chan struct{}, 1)
	var settling sync.WaitGroup
	settling.Go(func() { settle(wake, c.add) })
	defer settling.Wait()
	defer close(wake)
	return t.follow(wake, done)
}

// watchAgain waits until there is a folder at path and watches it.
func watchAgain(path string, done <-chan struct{}) (*tree, error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return nil, errDone
		case <-tick.C:
		}
		t, err := newTree(path)
		if !errors.Is(err, os.ErrNotExist) {
			return t, err
		}
	}
}

// settle calls tell once for each burst of wakes, until wake is closed.
func settle(wake <-chan struct{}, tell func()) {
	var quiet, enough <-chan time.Time // nil while nothing has changed
	for {
		select {
		case _, ok := <-wake:
			if !ok {
				return
			}
			if enough == nil {
				enough = time.After(settleWithin)
			}
			quiet = time.After(quietFor)
			continue
		case <-quiet:
		case <-enough:
		}
		quiet, enough = nil, nil
		tell()
	}
}
