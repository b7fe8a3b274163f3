package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// npmUsed has a *sync.Mutex for each name, held while a test uses its folder.
var npmUsed sync.Map

// npmApp returns a folder with a fresh copy of testdata/name and what npm
// installs for it. That is kept between runs, one folder for each lock file, and
// is the test's alone until it ends.
// A lock file is made anew by "npm install --package-lock-only" in its folder.
func npmApp(t *testing.T, name string) string {
	t.Helper()
	need(t, "node")
	npm := need(t, "npm")
	used, _ := npmUsed.LoadOrStore(name, new(sync.Mutex))
	used.(*sync.Mutex).Lock()
	t.Cleanup(used.(*sync.Mutex).Unlock)
	source := filepath.Join("testdata", name)
	lock, err := os.ReadFile(filepath.Join(source, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	folder := filepath.Join(cache(t), "e2e", name+"-"+hex.EncodeToString(sum[:6]))
	clearExcept(t, folder, "node_modules")
	if err := copyOver(folder, source); err != nil {
		t.Fatal(err)
	}
	npmInstall(t, npm, folder)
	return folder
}

// npmInstall runs npm once in the life of folder.
func npmInstall(t *testing.T, npm, folder string) {
	t.Helper()
	done := filepath.Join(folder, "node_modules", ".complete")
	if _, err := os.Stat(done); err == nil {
		return
	}
	began := time.Now()
	cmd := exec.CommandContext(t.Context(), npm, "ci", "--no-audit", "--no-fund")
	cmd.Dir = folder // with this person's npm settings, as they may need a mirror
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, text)
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("npm ci took %v", time.Since(began).Round(time.Second))
}

// clearExcept empties folder but for one entry.
func clearExcept(t *testing.T, folder, keep string) {
	t.Helper()
	entries, _ := os.ReadDir(folder) // none yet: nothing to clear
	for _, e := range entries {
		if e.Name() == keep {
			continue
		}
		if err := os.RemoveAll(filepath.Join(folder, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

// copyOver copies a folder's files, unlike os.CopyFS also into one that exists.
func copyOver(to, from string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), text, 0o644)
	})
}
