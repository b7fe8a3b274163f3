package certs

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteNewNeverReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), File)
	for _, text := range []string{"first", "second"} {
		if err := writeNew(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "first" {
		t.Errorf("the file holds %q, %v; want first", got, err)
	}
}
