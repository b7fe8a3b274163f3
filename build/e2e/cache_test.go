package e2e

import (
	"path/filepath"
	"testing"
)

// cache is the folder of the repository that git ignores.
func cache(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../../.cache")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
