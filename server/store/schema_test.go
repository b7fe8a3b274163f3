package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// raw changes a bbolt file without the store.
func raw(t *testing.T, path string, f func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(f), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// layout writes what a server of that layout would have made.
func layout(t *testing.T, path, schema string) {
	t.Helper()
	raw(t, path, func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists([]byte("meta"))
		names, nErr := tx.CreateBucketIfNotExists([]byte("names"))
		if err := errors.Join(err, nErr); err != nil {
			return err
		}
		return errors.Join(
			meta.Put([]byte("schema"), []byte(schema)),
			names.Put([]byte("shop"), []byte(`{"name":"shop","kind":"http","resume":[1,2`+strings.Repeat(",0", 30)+`],"used":"2026-01-02T03:04:05Z","epoch":7}`)),
			names.Put([]byte("brand"), []byte(`{"name":"brand","kind":"tcp","port":20001,"resume":[`+strings.Repeat("0,", 31)+`9],"used":"0001-01-01T00:00:00Z","epoch":1}`)),
		)
	})
}

func TestLayout1BecomesThisOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	layout(t, path, "1")
	for range 2 { // the second time there is nothing to do
		s := open(t, path)
		names, err := s.Names()
		if err != nil {
			t.Fatal(err)
		}
		if len(names) != 2 || names[0].Name != "brand" || names[0].Port != 20001 ||
			names[1].Kind != wire.HTTP || names[1].Resume != [32]byte{1, 2} || names[1].Epoch != 7 {
			t.Errorf("names %+v", names)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	copies, err := filepath.Glob(path + ".layout1-*")
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies %q, %v; want one", copies, err)
	}
	raw(t, copies[0], func(tx *bbolt.Tx) error {
		if string(tx.Bucket([]byte("meta")).Get([]byte("schema"))) != "1" || tx.Bucket([]byte("names")).Get([]byte("shop")) == nil {
			t.Error("the copy is not as the file was")
		}
		return nil
	})
}

func TestFilesThatAreNoStore(t *testing.T) {
	tests := map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"from a newer version": {
			func(t *testing.T, path string) { layout(t, path, "99") },
			"it has layout 99 and this gotunneld knows 2: use a newer gotunneld",
		},
		"with a strange layout": {
			func(t *testing.T, path string) { layout(t, path, "new") },
			`is damaged (its pages do not fit together: its layout is "new"): bring back a backup with gotunneld restore FILE`,
		},
		"another program's": {
			func(t *testing.T, path string) {
				raw(t, path, func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err })
			},
			"it is a bbolt file, but not of gotunneld",
		},
		"not bbolt": {
			func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("text\n"), 4096)) },
			"is damaged (",
		},
		"too short": {
			func(t *testing.T, path string) { write(t, path, []byte("x")) },
			"is damaged (",
		},
		"a folder": {
			func(t *testing.T, path string) {
				if err := os.Mkdir(path, 0o700); err != nil {
					t.Fatal(err)
				}
			},
			"is a directory",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			tt.make(t, path)
			before, _ := os.ReadFile(path) // not of a folder
			for range 2 {                  // nothing is left locked
				_, err := store.Open(path)
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %v, want one with %q", err, tt.want)
				}
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if beside, _ := filepath.Glob(path + ".*"); len(beside) != 0 {
				t.Errorf("there is %q now", beside)
			}
		})
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
