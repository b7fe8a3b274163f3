//go:build darwin && !cgo

package tray

import "context"

// show needs the system's own interface, which takes cgo.
func show(context.Context, Config) error { return ErrNoTray }
