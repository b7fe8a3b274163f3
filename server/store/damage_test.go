package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/server/store"
)

// filled is the bytes of a store with some pages.
func filled(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "filled")
	s := open(t, path)
	for i := range 20 {
		update(t, s, func(tx store.Writer) error {
			for j := range 50 {
				if err := store.Names.Put(tx, store.Name{Name: fmt.Sprintf("name-%d", i*50+j)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var backup strings.Builder
	if err := s.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	return []byte(backup.String())
}

// Whatever is wrong with a file, it is no reason to crash.
func TestDamagedFiles(t *testing.T) {
	good := filled(t)
	random := rand.New(rand.NewPCG(1, 2))
	const pageSize = 4096
	pages := len(good) / pageSize
	var noticed int
	damage := func(what string, data []byte) {
		path := filepath.Join(t.TempDir(), "db")
		write(t, path, data)
		s, err := store.Open(path)
		switch {
		case err == nil:
			s.Close()
		case strings.Contains(err.Error(), "is damaged ("):
			noticed++
		default:
			t.Errorf("%s: %v", what, err)
		}
		if kept, err := os.ReadFile(path); s == nil && (err != nil || string(kept) != string(data)) {
			t.Errorf("%s: the file was changed", what)
		}
	}
	for page := range pages {
		damage(fmt.Sprint("cut off at page ", page), good[:page*pageSize+100])
		data := []byte(string(good))
		clear(data[page*pageSize : (page+1)*pageSize])
		damage(fmt.Sprint("zeros in page ", page), data)
	}
	for i := range 100 {
		data := []byte(string(good))
		page := random.IntN(pages)
		for range 8 { // most likely in its header or index
			data[page*pageSize+random.IntN(64)] = byte(random.Uint32())
		}
		damage(fmt.Sprint("bytes, round ", i), data)
	}
	if cases := 2*pages + 100; noticed < cases/2 {
		t.Errorf("%d of %d kinds of damage were noticed", noticed, cases)
	}
}
