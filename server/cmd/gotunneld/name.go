package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/server/store"
)

func nameCommand() *cobra.Command {
	return group("name", "Say who may have which name",
		nameList(), nameReserve(), nameRelease(), nameBlock(), nameUnblock(), nameEnd())
}

// nameOrder is one that is only a request about a name.
func nameOrder(use, short, long, method, path, done string) order {
	return order{
		use: use + " NAME", short: short, long: long, args: cobra.ExactArgs(1), example: "  gotunneld name " + use + " shop",
		run: func(ctx context.Context, c *clerk, args []string) error {
			if err := c.order(ctx, method, fmt.Sprintf(path, url.PathEscape(args[0])), nil, nil); err != nil {
				return err
			}
			c.say(done, strings.ToLower(args[0]))
			return nil
		},
	}
}

func nameRelease() order {
	return nameOrder("release", "Free a name", "Free a name, whoever has it. What is shared there ends at once.",
		http.MethodDelete, "names/%s", "%s is free.")
}

func nameUnblock() order {
	return nameOrder("unblock", "Let a blocked name be used again", "",
		http.MethodDelete, "names/%s/block", "%s can be used again.")
}

func nameEnd() order {
	return nameOrder("end", "End what is shared at a name", "End what is shared at a name at this moment. Who shared it may do so again.",
		http.MethodDelete, "tunnels/%s", "What was shared as %s has ended.")
}

func nameReserve() order {
	return order{
		use: "reserve NAME ACCOUNT", short: "Keep a name for an account", args: cobra.ExactArgs(2),
		long: `Keep a name for an account for good, on all its computers. Another account that
has it at this moment loses it.`,
		example: `  gotunneld name reserve shop designer`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			path := "names/" + url.PathEscape(args[0]) + "/reservation"
			if err := c.order(ctx, http.MethodPut, path, admin.Ref{Account: args[1]}, nil); err != nil {
				return err
			}
			c.say("%s is kept for %s.", strings.ToLower(args[0]), strings.ToLower(args[1]))
			return nil
		},
	}
}

func nameBlock() order {
	var reason string
	return order{
		use: "block NAME", short: "Keep a name from being used", args: cobra.ExactArgs(1),
		long:    `Keep everybody from a name, and visitors out. What is shared there ends at once.`,
		example: `  gotunneld name block shop --reason 'phishing, reported by the bank'`,
		flags: func(flags *pflag.FlagSet, _ *settings) {
			flags.StringVar(&reason, "reason", "", "`why`, for your own lists")
		},
		run: func(ctx context.Context, c *clerk, args []string) error {
			path := "names/" + url.PathEscape(args[0]) + "/block"
			if err := c.order(ctx, http.MethodPut, path, admin.Reason{Reason: reason}, nil); err != nil {
				return err
			}
			c.say("Nobody can use %s.", strings.ToLower(args[0]))
			return nil
		},
	}
}

func nameList() order {
	return order{
		use: "list", short: "List the names that somebody has, or that nobody may have", args: cobra.NoArgs,
		run: func(ctx context.Context, c *clerk, _ []string) error { return show(ctx, c, "names", c.names) },
	}
}

func (c *clerk) names(all []operator.Name) {
	var rows []string
	for _, n := range all {
		var state []string
		for _, s := range []struct {
			is   bool
			word string
		}{
			{n.Live, "live"},
			{n.Reserved, "reserved"},
			{n.Blocked, "blocked"},
			{!n.Live && !n.Reserved && !n.Blocked, "held"},
		} {
			if s.is {
				state = append(state, s.word)
			}
		}
		used := "never"
		if !n.Used.IsZero() {
			used = day(n.Used)
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s", n.Name, strings.Join(state, " "),
			cmp.Or(n.Account, "-"), cmp.Or(n.Device, "-"), used, n.Reason))
	}
	c.table("NAME\tSTATE\tACCOUNT\tDEVICE\tUSED\tREASON", rows, "Nobody has a name.")
}

func domainCommand() *cobra.Command {
	return group("domain", "Let accounts use hosts of their own", domainAdd(), domainList(), domainRemove())
}

func domainAdd() order {
	return order{
		use: "add HOST ACCOUNT", short: "Let an account use a host of its own", args: cobra.ExactArgs(2),
		example: `  gotunneld domain add shop.example.com designer`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			var added admin.AddedDomain
			err := c.order(ctx, http.MethodPost, "domains", admin.NewDomain{Host: args[0], Account: args[1]}, &added)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(added)
			}
			c.say("%s belongs to %s. It can be used once DNS leads it here.", strings.ToLower(args[0]), strings.ToLower(args[1]))
			c.say("%s", added.DNS)
			return nil
		},
	}
}

func domainRemove() order {
	return order{
		use: "remove HOST", short: "Take a host away from its account", args: cobra.ExactArgs(1),
		example: `  gotunneld domain remove shop.example.com`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			if err := c.order(ctx, http.MethodDelete, "domains/"+url.PathEscape(args[0]), nil, nil); err != nil {
				return err
			}
			c.say("%s is gone, and what was shared there has ended.", strings.ToLower(args[0]))
			return nil
		},
	}
}

func domainList() order {
	return order{
		use: "list", short: "List the accounts' own hosts", args: cobra.NoArgs,
		run: func(ctx context.Context, c *clerk, _ []string) error { return show(ctx, c, "domains", c.domains) },
	}
}

func (c *clerk) domains(all []store.Domain) {
	var rows []string
	for _, d := range all {
		verified := "not yet"
		if !d.Verified.IsZero() {
			verified = day(d.Verified)
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s", d.Host, d.Account, day(d.Created), verified))
	}
	c.table("DOMAIN\tACCOUNT\tMADE\tDNS SEEN", rows, "No account has a domain of its own.")
}
