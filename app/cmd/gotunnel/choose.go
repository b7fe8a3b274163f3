package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"gotunnel/app/explain"
	"gotunnel/app/localapi"
)

// shareFlag adds the flag that says which share a command is about.
func shareFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "share", "", "the `name` of the share, if there are several")
}

// choose finds the share of a name, or the only one there is. With web it must
// be one whose requests are looked at.
func choose(ctx context.Context, name string, web bool) (localapi.Found, error) {
	all, err := localapi.Find(ctx)
	if err != nil {
		return localapi.Found{}, failure{"local", err.Error()}
	}
	var fitting []localapi.Found
	for _, f := range all {
		if (name == "" || f.Share.Name == strings.ToLower(name)) && (f.Share.Web || !web) {
			fitting = append(fitting, f)
		}
	}
	switch {
	case len(fitting) == 1:
		return fitting[0], nil
	case len(fitting) > 1 && name == "":
		return localapi.Found{}, errors.New("several are shared: say which with --share " + names(fitting))
	}
	return localapi.Found{}, nothing(name, all)
}

// nothing says why no share fits.
func nothing(name string, all []localapi.Found) error {
	switch {
	case len(all) == 0:
		return failure{"no_share", "Nothing is shared from this computer at the moment. Start with: gotunnel share 3000"}
	case name == "":
		return failure{"no_share", "The bytes of what is shared pass untouched, so there is nothing to see or to change."}
	}
	return failure{"no_share", "Nothing that fits is shared as " + name + ". There is: " + names(all) + "."}
}

func names(all []localapi.Found) string {
	list := make([]string, len(all))
	for i, f := range all {
		list[i] = f.Share.Name
	}
	return strings.Join(list, ", ")
}

// asked makes a failure of what the program that shares said.
func asked(err error) error {
	if e, ok := errors.AsType[localapi.Error](err); ok {
		return failure{e.Code, e.Message}
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return failure{"local", "The program that shares does not answer: " + explain.Root(err).Error() + "."}
}
