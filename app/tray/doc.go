// Package tray shows an icon in the desktop's tray, and a menu behind it:
//
//	err := tray.Run(ctx, tray.Config{
//		Client:     client, // of the agent
//		OpenWindow: func(v localapi.View) error { … },
//		NoTray:     func() { … },
//	})
//
// It is a view of the agent: what it shows is what [localapi.Client.State] tells,
// and a click asks the agent by the same client. It knows no more than that, so
// it may run in the agent's process or in another one.
//
// On macOS Run has to be called by the main goroutine, since the system lets only
// a program's first thread show something; elsewhere any goroutine may. A process
// can run one tray once: the library keeps its state in variables.
//
// It opens no window; what needs one is asked of the window that is there, or of
// Config.OpenWindow. It is never the only door: where there is no tray, Run and
// Config.NoTray tell.
package tray
