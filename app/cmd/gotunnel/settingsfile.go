package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pelletier/go-toml/v2/unstable"

	"gotunnel/app/wholefile"
)

// settingsFile is the settings file as it stands, to be changed in few places:
// everything else in it stays as its person wrote it.
type settingsFile struct {
	path string // what the name leads to
	text []byte
	mode fs.FileMode
}

// openSettings reads the file of that name; one that is not there is empty.
func openSettings(name string) (*settingsFile, error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // a link stays one
	}
	f := &settingsFile{path: name, mode: 0o600}
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

// get is the text that a key has, "" for one that is not there.
func (f *settingsFile) get(key string) string {
	value, _, err := f.find(key)
	if value == nil || err != nil {
		return ""
	}
	return string(value.Data)
}

// set gives a key a text. An empty one takes no line if there is none yet.
func (f *settingsFile) set(key, text string) error {
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

// find is the value of a key that stands by itself, and where it begins.
func (f *settingsFile) find(key string) (value *unstable.Node, at int, err error) {
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

// save puts the file in place, whole or not at all.
func (f *settingsFile) save() error { return wholefile.Write(f.path, f.text, f.mode) }
