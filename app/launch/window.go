package launch

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"gotunnel/app/localapi"
)

// Window opens the window with a view, or has the one that there is show it, and
// does not wait for that. Its errors are sentences.
func Window(v localapi.View) error {
	path := Find("gotunnel-desktop")
	if path == "" {
		return localapi.Error{Code: localapi.CodeFailed, Message: "Gotunnel's window is not installed on this computer."}
	}
	cmd := exec.Command(path, windowArgs(v)...)
	cmd.SysProcAttr = apart()
	if err := cmd.Start(); err != nil {
		return localapi.Error{Code: localapi.CodeFailed, Message: "The window can't be opened: " + err.Error() + "."}
	}
	go func() { _ = cmd.Wait() }() // as long as the window or this program runs
	return nil
}

// Scheme is what links begin with that the desktop opens with the window.
const Scheme = "gotunnel://"

// windowArgs are the arguments that ParseView understands.
func windowArgs(v localapi.View) (args []string) {
	if v.Invite != "" {
		return []string{v.Invite}
	}
	if v.Name != "" {
		args = append(args, "--show="+v.Name)
	}
	if v.Share != "" {
		args = append(args, "--share="+v.Share)
	}
	return args
}

// ParseView reads what the window is to show from its command line: an invite's
// link, as the desktop gives it, or a view, as Window does. Its errors say what
// is wrong.
func ParseView(args []string) (v localapi.View, err error) {
	flags := flag.NewFlagSet("gotunnel-desktop", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error says all of it
	flags.StringVar(&v.Name, "show", "", "")
	flags.StringVar(&v.Share, "share", "", "")
	if err := flags.Parse(args); err != nil {
		return v, err
	}
	switch flags.NArg() {
	case 0:
		return v, nil
	case 1:
		if link := LinkView(flags.Arg(0)); link.Invite != "" {
			return link, nil
		}
		return v, fmt.Errorf("only a link that begins with %s can be opened", Scheme)
	default:
		return v, errors.New("only one link can be opened at a time")
	}
}

// LinkView is the view for a link; an empty one for a link of another kind.
func LinkView(link string) localapi.View {
	if !strings.HasPrefix(strings.ToLower(link), Scheme) {
		return localapi.View{}
	}
	return localapi.View{Name: "home", Invite: link}
}
