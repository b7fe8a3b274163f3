package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/wholefile"
	"gotunnel/tunnelcore/gateway/password"
)

// savedShare is a share as it is written down: with its password's hash, and
// without the password.
type savedShare struct {
	localapi.NewShare
	Hash password.Hash `json:"password,omitzero"`
}

// String is what is shared.
func (s savedShare) String() string {
	if s.Folder != "" {
		return s.Folder
	}
	return s.Target
}

const savedFile = "shares.json"

func (a *Agent) path() string { return filepath.Join(a.Folder, savedFile) }

// load reads what was shared. A damaged file is kept aside.
func (a *Agent) load() ([]savedShare, error) {
	data, err := os.ReadFile(a.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var saved []savedShare
	if err := json.Unmarshal(data, &saved); err != nil {
		aside := a.path() + ".damaged-" + time.Now().Format("20060102-150405")
		return nil, errors.Join(fmt.Errorf("%s is damaged (%w); it is kept as %s", a.path(), err, aside), os.Rename(a.path(), aside))
	}
	return saved, nil
}

// save writes down what is shared, whole or not at all.
func (a *Agent) save() {
	a.mu.Lock()
	defer a.mu.Unlock()
	saved := make([]savedShare, 0, len(a.kept))
	for _, k := range a.kept {
		saved = append(saved, k.want)
	}
	if err := write(a.path(), saved); err != nil {
		a.Logger.Error("what is shared can't be written down", "err", err)
	}
}

func write(path string, saved []savedShare) error {
	data, err := json.MarshalIndent(saved, "", "  ")
	if err != nil {
		return err
	}
	return wholefile.Write(path, append(data, '\n'), 0o600)
}
