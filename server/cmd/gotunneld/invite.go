package main

import (
	"context"
	"net/http"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/tunnelcore/qrcode"
)

func inviteCommand() *cobra.Command {
	return order{
		use: "invite [ACCOUNT]", short: "Let somebody in", args: cobra.MaximumNArgs(1), needs: aKey,
		long: `Print a link that lets one computer into an account, once, in the next 24 hours.
The account is made if it is not there. Without a name it is the only account
there is, or a first one called "me".

Send the link to who is to share: the first opens in a browser, the second in
the program. Whoever has it first is in, so send it by a way you trust.`,
		example: `  gotunneld invite designer
  gotunneld invite designer --domain share.example.com --listen 0.0.0.0:8080   # before the first start`,
		flags: func(flags *pflag.FlagSet, s *settings) { s.bindPlaces(flags) },
		run: func(ctx context.Context, c *clerk, args []string) error {
			var in admin.Ref
			if len(args) > 0 {
				in.Account = args[0]
			}
			var invite operator.Invite
			if err := c.order(ctx, http.MethodPost, "invites", in, &invite); err != nil {
				return err
			}
			if c.json {
				return c.printJSON(invite)
			}
			c.invite(invite)
			return nil
		},
	}.command()
}

func (c *clerk) invite(i operator.Invite) {
	if i.Made {
		c.say("Made the account %s.", i.Account)
	}
	c.say("This lets one computer into %s, once, until %s:", i.Account, i.Expires.Local().Format("2 Jan 15:04"))
	c.say("\n  %s\n  %s", i.Web, i.App)
	if isTerminal(c.out) {
		c.say("\n%s", qrcode.Draw(i.Web))
	}
}
