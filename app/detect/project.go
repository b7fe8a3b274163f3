package detect

import (
	"cmp"
	"encoding/json"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"unicode"
)

const (
	// maxProjectFile is above any file that a person writes by hand. A larger one
	// is not read; the folder's name does instead.
	maxProjectFile = 256 << 10
	// maxClimb is how many folders above an app's own may be its project's:
	// packages/web/src in a large one.
	maxClimb = 3
	// maxName keeps a row of a list in its line.
	maxName = 40
)

// markers are the entries by which a folder is known to be a project's.
var markers = []string{
	"package.json", "go.mod", "Gemfile", "config.ru", "manage.py", "composer.json", "pyproject.toml", "requirements.txt",
	".storybook", "index.html", ".git",
}

// project is what a folder's files say. The zero value says nothing.
type project struct {
	name    string
	entries []string          // which of the markers are there
	needed  map[string]string // file by file: the names of what it needs
}

func (p project) has(entry string) bool { return slices.Contains(p.entries, entry) }

// needs reports whether the project depends on a library.
func (p project) needs(library string) bool {
	for _, text := range p.needed {
		if slices.Contains(strings.Fields(text), library) {
			return true
		}
	}
	return false
}

// readProject reads the nearest folder with project files, from an app's folder
// upwards. Folders in which everything is, as a home is, are no project's.
func readProject(folder string, common ...string) project {
	dir := folder
	for range maxClimb + 1 {
		if dir == "" || slices.Contains(common, dir) || filepath.Dir(dir) == dir {
			break
		}
		if p := readFolder(dir); len(p.entries) > 0 {
			return p
		}
		dir = filepath.Dir(dir)
	}
	if folder == "" || slices.Contains(common, folder) || filepath.Dir(folder) == folder {
		return project{}
	}
	return project{name: tidy(filepath.Base(folder))}
}

// readFolder reads the files of one folder. os.Root keeps links from leading
// out of it.
func readFolder(dir string) project {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return project{}
	}
	defer root.Close()
	p := project{needed: map[string]string{}}
	for _, name := range markers {
		if _, err := root.Stat(name); err == nil {
			p.entries = append(p.entries, name)
		}
	}
	for _, file := range []struct {
		name string
		read func(text []byte) (name, needs string)
	}{
		{"package.json", readJSON},
		{"composer.json", readJSON},
		{"go.mod", readGoMod},
		{"pyproject.toml", readNames},
		{"requirements.txt", readNames},
		{"Gemfile", readNames},
		{"config.ru", readNames},
	} {
		if text, ok := readSmall(root, file.name); ok && p.has(file.name) {
			name, needs := file.read(text)
			p.name, p.needed[file.name] = cmp.Or(p.name, tidy(name)), needs
		}
	}
	p.name = cmp.Or(p.name, tidy(filepath.Base(dir)))
	return p
}

// readSmall reads a regular file. Without O_NONBLOCK, opening a named pipe would
// wait for somebody to write to it.
func readSmall(root *os.Root, name string) ([]byte, bool) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxProjectFile {
		return nil, false
	}
	text, err := io.ReadAll(io.LimitReader(f, maxProjectFile))
	return text, err == nil
}

// readJSON reads npm's and Composer's files. A scope is an owner and no name.
func readJSON(text []byte) (name, needs string) {
	var file struct {
		Name            string          `json:"name"`
		Dependencies    map[string]any  `json:"dependencies"`
		DevDependencies map[string]any  `json:"devDependencies"`
		Require         json.RawMessage `json:"require"`
	}
	if json.Unmarshal(text, &file) != nil {
		return "", ""
	}
	var require map[string]any
	_ = json.Unmarshal(file.Require, &require) // npm knows no such key, and may have anything there
	var list []string
	for _, m := range []map[string]any{file.Dependencies, file.DevDependencies, require} {
		for library := range m {
			list = append(list, library)
		}
	}
	if file.Name != "" {
		name = path.Base(file.Name)
	}
	return name, strings.Join(list, " ")
}

var (
	goModule = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)
	goMajor  = regexp.MustCompile(`/v\d+$`)
)

// readGoMod takes the module's name without its version's folder.
func readGoMod(text []byte) (name, needs string) {
	found := goModule.FindSubmatch(text)
	if found == nil {
		return "", ""
	}
	module := goMajor.ReplaceAllString(string(found[1]), "")
	return path.Base(module), ""
}

// readNames takes every word as the name of something needed, which is enough to
// look for a few well-known ones.
func readNames(text []byte) (name, needs string) {
	return "", strings.Join(strings.FieldsFunc(strings.ToLower(string(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	}), " ")
}

// tidy makes a name fit for a list: it is whatever somebody wrote into a file.
func tidy(name string) string {
	name = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))), " ")
	if r := []rune(name); len(r) > maxName {
		return string(r[:maxName-1]) + "…"
	}
	return name
}
