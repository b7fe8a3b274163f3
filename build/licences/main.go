// Licences writes the licences of everything that is in the desktop programs,
// for people to read:
//
//	go run ./build/licences >licences.txt && mv licences.txt app/window
//
// It takes the Go modules of the programs on every system, and the npm packages
// of which there is code in the page, which have to be installed. Tools that only
// build or test are left out. A part without a licence fails it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// part is something of somebody else's.
type part struct {
	name, version, folder string
}

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	parts, err := goParts()
	if err != nil {
		return err
	}
	packages, err := npmParts("frontend")
	if err != nil {
		return err
	}
	parts = append(parts, packages...)
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return write(out, slices.Compact(parts))
}

// write writes each licence once, with all that are under it.
func write(out io.Writer, parts []part) error {
	var texts []string
	under := map[string][]string{}
	for _, p := range parts {
		text, err := p.licence()
		if err != nil {
			return err
		}
		if under[text] == nil {
			texts = append(texts, text)
		}
		under[text] = append(under[text], strings.TrimSpace(p.name+" "+p.version))
	}
	for _, text := range texts {
		_, err := fmt.Fprintf(out, "%s\n\n%s\n\n----\n\n", strings.Join(under[text], "\n"), text)
		if err != nil {
			return err
		}
	}
	return nil
}

// licence is the text of the files that a part has for that.
func (p part) licence() (string, error) {
	var all []string
	for _, pattern := range []string{"LICENSE*", "LICENCE*", "License*", "license*", "COPYING*", "NOTICE*"} {
		files, err := filepath.Glob(filepath.Join(p.folder, pattern))
		if err != nil {
			return "", err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			all = append(all, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
		}
	}
	if len(all) == 0 {
		return "", fmt.Errorf("%s has no licence in %s", p.name, p.folder)
	}
	return strings.Join(all, "\n\n"), nil
}

// goParts are Go itself and the modules of the programs, on every system.
func goParts() ([]part, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	parts := []part{{name: "Go", folder: strings.TrimSpace(string(root))}}
	for _, system := range []string{"linux", "darwin", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "-tags", "desktop,production",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", ".", "./app/cmd/gotunnel")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=1")
		cmd.Stderr = os.Stderr
		list, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", system, err)
		}
		for line := range bytes.Lines(list) {
			if f := strings.Split(strings.TrimSpace(string(line)), "\t"); len(f) == 3 {
				parts = append(parts, part{f[0], f[1], f[2]})
			}
		}
	}
	return parts, nil
}

// inPage are the npm packages of which Vite puts code into the page: what its
// sources import, and what that does.
var inPage = []string{"clsx", "esm-env", "svelte", "uqr"}

func npmParts(folder string) ([]part, error) {
	var parts []part
	for _, name := range inPage {
		dir := filepath.Join(folder, "node_modules", name)
		var found struct{ Version string }
		data, err := os.ReadFile(filepath.Join(dir, "package.json"))
		if err == nil {
			err = json.Unmarshal(data, &found)
		}
		if err != nil {
			return nil, fmt.Errorf("%s is not installed: run npm ci in %s: %w", name, folder, err)
		}
		parts = append(parts, part{name, found.Version, dir})
	}
	return parts, nil
}
