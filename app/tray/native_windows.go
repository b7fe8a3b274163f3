package tray

import (
	"strings"

	"fyne.io/systray"
)

func setIcon(s shape) { systray.SetIcon(icoOf(s)) }

// escape keeps an ampersand from marking the next letter as a key.
func escape(label string) string { return strings.ReplaceAll(label, "&", "&&") }

// hiddenTakesItems: what is hidden is not in the menu, and Windows lets nothing be
// put under it.
const hiddenTakesItems = false
