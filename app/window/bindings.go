//go:build bindings

package window

import (
	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"

	"gotunnel/app/localapi"
)

// GenerateBindings writes the TypeScript for Bridge and Events. With this
// package's build tag Wails does that instead of opening a window.
func GenerateBindings() error {
	return wails.Run(&options.App{Bind: []any{&Bridge{}, &Events{}}})
}

// Events has a method for each event, which returns what the event brings. The
// window does not have them: only their types are wanted.
type Events struct{}

// State is the event "state".
func (*Events) State() (s localapi.Snapshot) { return s }

// Agent is the event "agent".
func (*Events) Agent() (s AgentStatus) { return s }

// Show is the event "show".
func (*Events) Show() (v localapi.View) { return v }

// Requests is the event "requests".
func (*Events) Requests() (b RequestBatch) { return b }

// Drop is the event "drop": paths.
func (*Events) Drop() (paths []string) { return paths }

// Failure is what a method rejects with.
func (*Events) Failure() (e localapi.Error) { return e }
