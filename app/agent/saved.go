package agent

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

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

// load reads what was shared and chosen. Damaged files are kept aside.
func (a *Agent) load() {
	var saved []savedShare
	a.read(sharesFile, &saved)
	for _, want := range saved {
		want.Wait = true
		a.kept = append(a.kept, &keptShare{want: want})
	}
	a.read(namesFile, &a.names)
	prefs, err := settings.Load(a.PreferencesFile)
	if err != nil {
		a.logger.Error("the preferences can't be read", "err", err)
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
		if err = json.Unmarshal(data, into); err != nil {
			err = settings.Aside(path, err)
		}
	}
	if err != nil {
		a.logger.Error("what was shared can't be read", "err", err)
	}
}

// save writes down what is shared, whole or not at all.
func (a *Agent) save() {
	a.mu.Lock()
	defer a.mu.Unlock()
	saved := []savedShare{}
	for _, k := range a.kept {
		if !k.want.Once && k.want.Name != "" {
			saved = append(saved, k.want)
		}
	}
	if err := errors.Join(a.write(sharesFile, saved), a.write(namesFile, a.names)); err != nil {
		a.logger.Error("what is shared can't be written down", "err", err)
	}
}

func (a *Agent) write(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return wholefile.Write(filepath.Join(a.Folder, name), append(data, '\n'), 0o600)
}
