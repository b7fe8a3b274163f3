package agent

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
	"gotunnel/app/settings"
	"gotunnel/app/wholefile"
	"gotunnel/tunnelcore/gateway/password"
)

// savedShare is a share as it is written down: with its password's hash, and
// without the password.
type savedShare struct {
	localapi.NewShare
	Hash password.Hash `json:"password,omitzero"`
	// App is how the app is known again; nil for a folder, and for an app that
	// was not there.
	App *detect.Identity `json:"app,omitempty"`
	// Note is what happened to it lately.
	Note string `json:"-"`
}

// String is what is shared.
func (s savedShare) String() string {
	if s.Folder != "" {
		return s.Folder
	}
	return s.Target
}

const (
	sharesFile = "shares.json"
	namesFile  = "names.json"
)

// load reads what was shared and chosen. What can't be read is kept aside.
func (a *Agent) load() {
	var saved []savedShare
	a.read(sharesFile, &saved)
	for _, want := range saved {
		want.Wait = true
		a.kept = append(a.kept, &keptShare{want: want})
	}
	a.read(namesFile, &a.names)
	a.names.forget(time.Now())
	prefs, err := settings.Load(a.PreferencesFile)
	if err != nil {
		a.logger.Error("the preferences can't be read", "err", err)
		a.trouble.damaged(err)
	}
	a.prefs = prefs
}

func (a *Agent) read(name string, into any) {
	path := filepath.Join(a.Folder, name)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		err = settings.Aside(path, err)
		a.logger.Error("what was shared can't be read", "err", err)
		a.trouble.damaged(err)
	}
}

// save writes down what is shared, whole or not at all. While one writes the others
// wait; the first of them then writes for all, and the rest find nothing to do.
func (a *Agent) save() {
	a.saveMu.Lock()
	defer a.saveMu.Unlock()
	var failed error
	for name, text := range a.texts() {
		if string(text) == a.saved[name] {
			continue
		}
		err := a.write(name, text)
		if err == nil {
			a.saved[name] = string(text)
		}
		failed = errors.Join(failed, err)
	}
	if !a.trouble.unsaved(failed) {
		return
	}
	if failed != nil {
		a.logger.Error("what is shared can't be written down", "err", failed)
	} else {
		a.logger.Info("what is shared is written down again")
	}
	a.changed.tell()
}

// texts are what files are to have.
func (a *Agent) texts() map[string][]byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	shares := []savedShare{}
	for _, k := range a.kept {
		if !k.want.Once && k.want.Name != "" {
			shares = append(shares, k.want)
		}
	}
	return map[string][]byte{sharesFile: textOf(shares), namesFile: textOf(a.names)}
}

// textOf is what a file has of v, which is of types that can be written.
func textOf(v any) []byte {
	text, _ := json.MarshalIndent(v, "", "  ")
	return append(text, '\n')
}

func (a *Agent) write(name string, text []byte) error {
	return wholefile.Write(filepath.Join(a.Folder, name), text, 0o600)
}
