//go:build bindings

// Genbindings writes what the page knows of the window's methods, events and
// their types, for TypeScript, to where wails.json says. From the top of the
// repository:
//
//	CGO_ENABLED=0 tsoutputtype=interfaces go run -tags bindings ./build/genbindings FOLDER
//
// build/bindings.sh does that, and says which folder. It opens no window.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"gotunnel/app/window"
)

func main() {
	folder := os.Args[1]
	err := window.GenerateBindings()
	if err == nil {
		err = correct(filepath.Join(folder, "go", "models.ts"))
	}
	if err == nil {
		err = filepath.WalkDir(folder, plainMode)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "genbindings:", err)
		os.Exit(1)
	}
}

// What Wails does not know of JSON: a time is a string, which is left out where
// the Go type says omitzero, and bytes are a string in base64.
var (
	maybeTime = regexp.MustCompile(`\s*// Go type: time\n(\s*)(until|retryAt|lastVisit)\??: any;`)
	someTime  = regexp.MustCompile(`\s*// Go type: time\n(\s*)(\w+\??): any;`)
	someBytes = regexp.MustCompile(`: number\[\];`)
)

func correct(models string) error {
	text, err := os.ReadFile(models)
	if err != nil {
		return err
	}
	text = maybeTime.ReplaceAll(text, []byte("\n$1$2?: string;"))
	text = someTime.ReplaceAll(text, []byte("\n$1$2: string;"))
	text = someBytes.ReplaceAll(text, []byte(": string;"))
	return os.WriteFile(models, text, 0o644) //nolint:gosec // as every source file
}

// plainMode undoes that Wails makes its files executable.
func plainMode(path string, d fs.DirEntry, err error) error {
	if err != nil || d.IsDir() {
		return err
	}
	return os.Chmod(path, 0o644) //nolint:gosec // as every source file
}
