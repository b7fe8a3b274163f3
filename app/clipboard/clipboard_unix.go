//go:build !windows && !darwin

package clipboard

import "os"

const noneText = "This computer has no clipboard that we can reach. Install xclip, or wl-clipboard on Wayland."

// programs are those that could reach the clipboard of this desktop, the best
// first. On Wayland X programs are the second choice: not every desktop runs
// them, and those that do show them the same clipboard.
func programs() [][]string {
	var all [][]string
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		all = append(all, []string{"wl-copy", "--type", "text/plain;charset=utf-8"})
	}
	if os.Getenv("DISPLAY") != "" {
		all = append(all, []string{"xclip", "-in", "-selection", "clipboard"}, []string{"xsel", "--input", "--clipboard"})
	}
	return all
}
