package window

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"gotunnel/app/localapi"
)

// scheme is what links begin with that the desktop opens with this program.
const scheme = "gotunnel://"

// parse reads what is to be shown from the command line: an invite's link, as the
// desktop gives it, or a view, as the menu does:
//
//	gotunnel-desktop gotunnel://share.acme.dev/i#CODE
//	gotunnel-desktop --show qr --share shop
func parse(args []string) (v localapi.View, err error) {
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
		if link := linkView(flags.Arg(0)); link.Invite != "" {
			return link, nil
		}
		return v, fmt.Errorf("only a link that begins with %s can be opened", scheme)
	default:
		return v, errors.New("only one link can be opened at a time")
	}
}

// linkView is the view for a link; none for a link of another kind.
func linkView(link string) localapi.View {
	if !strings.HasPrefix(strings.ToLower(link), scheme) {
		return localapi.View{}
	}
	return localapi.View{Name: "home", Invite: link}
}
