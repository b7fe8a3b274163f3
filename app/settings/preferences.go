package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"gotunnel/app/wholefile"
)

// Preferences are what a person chose in window and menu. The zero value is what
// somebody has who chose nothing.
type Preferences struct {
	Appearance string `json:"appearance,omitempty"` // "light" or "dark"; empty: the system's
	Language   string `json:"language,omitempty"`   // like "en"; empty: the system's
	Quiet      bool   `json:"quiet,omitempty"`      // no notifications
	Forget     bool   `json:"forget,omitempty"`     // the requests of new shares are not kept
	// AskedAtSignIn and AskedPublic tell that these questions were answered.
	AskedAtSignIn bool `json:"asked_at_sign_in,omitempty"`
	AskedPublic   bool `json:"asked_public,omitempty"`
}

// DefaultPreferences is the file that preferences are in; "" on a computer that
// has no place for it.
func DefaultPreferences() string { return inFolder("desktop.json") }

// Load reads preferences; of a file that is not there they are the zero value. A
// damaged one is kept aside, and the error says where.
func Load(name string) (p Preferences, err error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return Preferences{}, Aside(name, err)
	}
	return p, nil
}

// Save writes preferences, whole or not at all.
func (p Preferences) Save(name string) error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return wholefile.Write(name, append(data, '\n'), 0o600)
}

// Aside keeps a damaged file under another name, so that nothing is lost when a
// new one takes its place, and returns an error that says so.
func Aside(name string, damage error) error {
	aside := name + ".damaged-" + time.Now().Format("20060102-150405")
	return errors.Join(fmt.Errorf("%s is damaged (%w); it is kept as %s", name, damage, aside), os.Rename(name, aside))
}
