package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/tunnelcore/conf"
)

func tokenCommand() *cobra.Command {
	return group("token", "Let single computers in, and keep them out", tokenCreate(), tokenList(), tokenRevoke())
}

func tokenCreate() order {
	var device string
	var expires conf.Duration
	return order{
		use: "create ACCOUNT", short: "Make a token for a computer", args: cobra.ExactArgs(1),
		long: `Make a token for a computer, such as one without a person at it, and print it.
It is shown this once. For people an invite is easier: see gotunneld invite.`,
		example: `  gotunneld token create designer --device build-server > token
  gotunneld token create designer --expires 720h`,
		flags: func(flags *pflag.FlagSet, _ *settings) {
			flags.StringVar(&device, "device", "", "what the `computer` it is for is called")
			flags.Var(&expires, "expires", "how long it can be used (default for ever)")
		},
		run: func(ctx context.Context, c *clerk, args []string) error {
			in := operator.NewToken{Account: args[0], Device: device}
			if expires.Duration != 0 {
				in.Expires = time.Now().Add(expires.Duration)
			}
			var created admin.CreatedToken
			if err := c.order(ctx, http.MethodPost, "tokens", in, &created); err != nil {
				return err
			}
			if c.json {
				return c.printJSON(created)
			}
			c.say("%s", created.Token)
			return nil
		},
	}
}

func tokenList() order {
	return order{
		use: "list [ACCOUNT]", short: "List the tokens, or those of an account", args: cobra.MaximumNArgs(1),
		run: func(ctx context.Context, c *clerk, args []string) error {
			path := "tokens"
			if len(args) > 0 {
				path += "?account=" + url.QueryEscape(args[0])
			}
			return show(ctx, c, path, c.tokens)
		},
	}
}

func (c *clerk) tokens(all []operator.Token) {
	var rows []string
	for _, t := range all {
		seen := "never"
		switch {
		case t.Online:
			seen = "now"
		case !t.Seen.IsZero():
			seen = day(t.Seen)
		}
		expires := "never"
		if !t.Expires.IsZero() {
			expires = day(t.Expires)
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s",
			t.ID, t.Account, cmp.Or(t.Device, "-"), day(t.Created), seen, expires))
	}
	c.table("TOKEN\tACCOUNT\tDEVICE\tMADE\tSEEN\tEXPIRES", rows, "There are no tokens.")
}

func tokenRevoke() order {
	return order{
		use: "revoke ID", short: "Take a token away", args: cobra.ExactArgs(1),
		long:    `Take a token away. What its computer shares ends at once; its names are kept.`,
		example: `  gotunneld token revoke k3fxa7mq2p`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			if err := c.order(ctx, http.MethodDelete, "tokens/"+url.PathEscape(args[0]), nil, nil); err != nil {
				return err
			}
			c.say("The token is gone, and what its computer shared has ended.")
			return nil
		},
	}
}
