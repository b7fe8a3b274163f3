//go:build !unix && !windows

package autostart

// State is always Unsupported here.
func State() (Status, error) { return Unsupported, nil }

// Enable returns ErrUnsupported.
func Enable([]string) error { return ErrUnsupported }

// Disable has nothing to undo.
func Disable() error { return nil }
