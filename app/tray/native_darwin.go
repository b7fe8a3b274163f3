//go:build cgo

package tray

import "fyne.io/systray"

// templateSize is twice the 16 points at which the library shows icons.
const templateSize = 32

// setIcon leaves the colour to the system, which knows the menu bar's.
func setIcon(s shape) {
	template := pngOf(drawn(s, plainInk, templateSize))
	systray.SetTemplateIcon(template, template)
}

func escape(label string) string { return label }

// hiddenTakesItems: items can be put under what is hidden.
const hiddenTakesItems = true
