// Package settings has what a person decided, where each system keeps that.
//
//	file, err := settings.Open(settings.DefaultFile()) // of all programs, written by hand
//	err = cmp.Or(file.Set("server", "share.acme.dev"), file.Save())
//
//	p, err := settings.Load(settings.DefaultPreferences()) // of the desktop
//	p.Appearance = "dark"
//	err = p.Save(settings.DefaultPreferences())
//
// It does not know what the settings of a command mean: package conf reads those.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pelletier/go-toml/v2/unstable"

	"gotunnel/app/folders"
	"gotunnel/app/wholefile"
)

// DefaultFile is the settings file of a person who named none; "" on a computer
// that has no place for it.
func DefaultFile() string { return inFolder("config.toml") }

func inFolder(name string) string {
	dir, err := folders.Config()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, name)
}

// File is a settings file as it stands, to be changed in few places:
// everything else in it stays as its person wrote it.
type File struct {
	path string // what the name leads to
	text []byte
	mode fs.FileMode
}

// Open reads the file of that name; one that is not there is empty.
func Open(name string) (*File, error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // a link stays one
	}
	f := &File{path: name, mode: 0o600}
	info, err := os.Stat(name)
	if err == nil {
		f.mode = info.Mode().Perm()
		f.text, err = os.ReadFile(name)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the settings can't be read: %w", err)
	}
	if _, _, err := f.find(""); err != nil {
		return nil, fmt.Errorf("the settings in %s can't be changed before they are mended: %w", name, err)
	}
	return f, nil
}

// Get is the text that a key has, "" for one that is not there.
func (f *File) Get(key string) string {
	value, _, err := f.find(key)
	if value == nil || err != nil {
		return ""
	}
	return string(value.Data)
}

// Set gives a key a text. An empty one takes no line if there is none yet.
func (f *File) Set(key, text string) error {
	value, at, err := f.find(key)
	switch {
	case err != nil:
		return err
	case value != nil:
		f.text = bytes.Join([][]byte{f.text[:at], f.text[at+int(value.Raw.Length):]}, []byte(strconv.Quote(text)))
	case text != "":
		if n := len(f.text); n > 0 && f.text[n-1] != '\n' {
			f.text = append(f.text, '\n')
		}
		f.text = fmt.Appendf(f.text, "%s = %q\n", key, text)
	}
	return nil
}

// SetServer writes down the server to share through and its pin, empty for none,
// and puts the file in place.
func (f *File) SetServer(server, pin string) error {
	if err := f.Set("server", server); err != nil {
		return err
	}
	if err := f.Set("pin", pin); err != nil {
		return err
	}
	return f.Save()
}

// find is the value of a key that stands by itself, and where it begins.
func (f *File) find(key string) (value *unstable.Node, at int, err error) {
	var p unstable.Parser
	p.Reset(f.text)
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue {
			continue
		}
		name := e.Key()
		if name.Next() && string(name.Node().Data) == key && name.IsLast() {
			return e.Value(), int(e.Value().Raw.Offset), nil
		}
	}
	return nil, 0, p.Error()
}

// Save puts the file in place, whole or not at all.
func (f *File) Save() error { return wholefile.Write(f.path, f.text, f.mode) }
