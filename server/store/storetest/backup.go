package storetest

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"gotunnel/server/store"
)

// backup takes one while a writer keeps two records equal, and looks for a
// moment at which they were not.
func backup(t *testing.T, b store.Backend) {
	put(t, b, "left", "0", "right", "0", "names/shop", `{"name":"shop"}`)
	var wg sync.WaitGroup
	stop, wrote := make(chan struct{}), make(chan struct{}, 1)
	wg.Go(func() {
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			put(t, b, "left", strconv.Itoa(i), "right", strconv.Itoa(i))
			select {
			case wrote <- struct{}{}:
			default:
			}
		}
	})
	for i := range 10 {
		<-wrote
		check(t, b, filepath.Join(t.TempDir(), strconv.Itoa(i)))
	}
	close(stop)
	wg.Wait()
}

func check(t *testing.T, b store.Backend, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := b.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	copied, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	got := list(t, copied.Backend, "")
	if len(got) != 6 || got[1] != got[5] {
		t.Errorf("the backup has %q", got)
	}
	if names, err := copied.Names(); err != nil || len(names) != 1 || names[0].Name != "shop" {
		t.Errorf("the backup's names are %+v, %v", names, err)
	}
}
