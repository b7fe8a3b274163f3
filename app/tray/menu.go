package tray

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gotunnel/app/localapi"
)

const (
	// maxShares and maxApps are how many rows there are at most, so that the menu
	// fits on a small screen; behind the rest is the window.
	maxShares = 12
	maxApps   = 8
	// maxName is how many letters of a name are shown.
	maxName = 40
)

// row is one line of the menu. A menu always has the same rows in the same order,
// and hides those it does not need: so what is shown changes in place, and an
// open menu does not flicker.
type row struct {
	label     string
	do        command // for a click
	hidden    bool
	off       bool // it is shown, and can't be clicked
	separator bool // never hidden: the library can't
	check     bool // it has a tick, or room for one
	checked   bool
	under     []row // the menu that it opens
}

// separator is between groups, none of which is ever empty: two lines in a row
// would be ugly.
func separator() row { return row{separator: true} }

// menu is all rows for what there is.
func menu(s localapi.Snapshot) []row {
	blocked := needsSignIn(s.Server)
	rows := []row{
		{label: "Open Gotunnel", do: open(localapi.View{Name: "home"})},
		{label: status(s), do: statusCommand(s.Server)},
		separator(),
	}
	rows = append(rows, shareRows(s.Shares)...)
	rows = append(rows, separator())
	rows = append(rows, appRows(s, blocked)...)
	return append(rows,
		row{label: "Share a folder…", do: open(localapi.View{Name: "folder"}), off: blocked},
		row{label: "Share another port…", do: open(localapi.View{Name: "port"}), off: blocked},
		separator(),
		row{label: "Stop all shares", do: stopAllCommand(s.Shares), off: len(s.Shares) == 0},
		separator(),
		row{label: "Settings…", do: open(localapi.View{Name: "settings"})},
		atSignIn(s.Settings.AtSignIn),
		row{label: "Quit Gotunnel", do: quitCommand(s.Shares)},
	)
}

// statusCommand is what the line on the server leads to: to what helps.
func statusCommand(s localapi.Server) command {
	if isOffline(s) {
		return command{verb: retry}
	}
	return open(localapi.View{Name: "home"})
}

// shareRows are the shares, or one that says that there are none.
func shareRows(all []localapi.Share) []row {
	rows := []row{{label: "Nothing is shared", off: true, hidden: len(all) > 0}}
	for i := range maxShares {
		if i >= len(all) {
			rows = append(rows, row{hidden: true, under: shareMenu(localapi.Share{})})
			continue
		}
		rows = append(rows, row{label: shareLabel(all[i]), under: shareMenu(all[i])})
	}
	return append(rows, row{
		label: "All " + shares(len(all)) + "…", do: open(localapi.View{Name: "home"}),
		hidden: len(all) <= maxShares,
	})
}

func shareLabel(s localapi.Share) string {
	mark := "◌"
	if s.State == localapi.Live {
		mark = "●"
	}
	return mark + " " + short(s.Name) + "   " + shareState(s)
}

func shareState(s localapi.Share) string {
	switch s.State {
	case localapi.Live:
		if s.Watching > 0 {
			return fmt.Sprintf("%d watching", s.Watching)
		}
		return "live"
	case localapi.Reconnecting:
		return "reconnecting…"
	case localapi.Starting:
		return "starting…"
	case localapi.Unreachable:
		return "can't be opened"
	case localapi.Waiting, localapi.Paused, localapi.Failed:
		return string(s.State)
	}
	return string(s.State)
}

// shareMenu is what can be done with a share. What does not fit it is hidden: a
// link that no browser opens, and a password where bytes pass untouched.
func shareMenu(s localapi.Share) []row {
	web := isWeb(s.URL)
	on := func(v verb) command {
		return command{verb: v, share: s.Name, url: s.URL, live: s.State == localapi.Live}
	}
	return []row{
		{label: "Copy link", do: on(copyLink), off: s.URL == ""},
		{label: "Copy link and password", do: on(copyBoth), hidden: !s.Protected},
		{label: "Show QR code", do: open(localapi.View{Name: "qr", Share: s.Name}), hidden: !web},
		{label: "Open in browser", do: on(browse), hidden: !web},
		{label: "Add password", do: on(addPassword), hidden: !s.Web || s.Protected},
		{label: "Stop sharing", do: on(stop)},
	}
}

func isWeb(url string) bool {
	return strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://")
}

// appRows are the apps that could be shared. What is risky is left out: the window
// has the room to warn.
func appRows(s localapi.Snapshot, off bool) []row {
	var rows []row
	more := false
	first := !s.Settings.AskedPublic && !s.Server.Here
	for _, app := range s.Apps {
		switch {
		case app.Hidden != "" || app.Share != "" || app.Risk != "":
		case len(rows) == maxApps:
			more = true
		default:
			rows = append(rows, row{
				label: appLabel(app), off: off,
				do: command{verb: share, target: app.Target, port: app.Port, first: first},
			})
		}
	}
	for len(rows) < maxApps {
		rows = append(rows, row{hidden: true})
	}
	return append(rows, row{label: "More…", do: open(localapi.View{Name: "home"}), hidden: !more, off: off})
}

func appLabel(app localapi.App) string {
	label := fmt.Sprintf("Share port %d", app.Port)
	name := app.Name
	if name == "" {
		name = app.Title
	}
	var known []string
	for _, word := range []string{short(name), short(app.Framework)} {
		if word != "" {
			known = append(known, word)
		}
	}
	if len(known) == 0 {
		return label
	}
	return label + " (" + strings.Join(known, ", ") + ")"
}

func atSignIn(state string) row {
	on := state == "on"
	return row{
		label: "Start at sign-in", check: true, checked: on,
		off: state == "unsupported", do: command{verb: startAtSignIn, on: !on},
	}
}

// stopAllCommand stops what a person sees, and nothing that came meanwhile.
func stopAllCommand(shares []localapi.Share) command {
	do := command{verb: stopAll}
	for _, s := range shares {
		do.all = append(do.all, s.Name)
	}
	return do
}

// quitCommand asks first, in the window, while quitting would end a share. Those
// of terminals go on.
func quitCommand(shares []localapi.Share) command {
	if slices.ContainsFunc(shares, func(s localapi.Share) bool { return s.Background }) {
		return open(localapi.View{Name: "quit"})
	}
	return command{verb: quit}
}

// short is a name on one line that is no longer than people read.
func short(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(name) <= maxName {
		return name
	}
	return string([]rune(name)[:maxName-1]) + "…"
}
