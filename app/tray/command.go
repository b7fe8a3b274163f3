package tray

import "gotunnel/app/localapi"

// verb is what a click asks for.
type verb int

const (
	nothing verb = iota
	openView
	retry
	share
	copyLink
	copyBoth
	browse
	addPassword
	stop
	stopAll
	startAtSignIn
	quit
)

// command is a verb with what it is about.
type command struct {
	verb   verb
	view   localapi.View // openView
	target string        // share
	port   int           // share
	first  bool          // share: nobody was told yet that anyone may open a link
	on     bool          // startAtSignIn
	all    []string      // stopAll

	// of a share
	share string
	url   string
	live  bool
}

func open(v localapi.View) command { return command{verb: openView, view: v} }
