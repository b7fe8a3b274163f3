package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/tunnelcore/bytesize"
)

func statusCommand() *cobra.Command {
	return order{
		use: "status", short: "Show what is shared, by whom, and the traffic", args: cobra.NoArgs,
		run: func(ctx context.Context, c *clerk, _ []string) error { return show(ctx, c, "status", c.status) },
	}.command()
}

func (c *clerk) status(s operator.Status) {
	if !s.Running {
		c.say("No server is running on this data folder.\n")
		c.accounts(s.Accounts)
		return
	}
	t := s.Traffic
	c.say("%s is running for %s.", s.Version, s.Domain)
	c.say("Visitors: %d now, %d in all, %d turned away; %s from them, %s to them.\n", t.Open, t.Visitors, t.Refused, bytesize.Text(t.Up), bytesize.Text(t.Down))
	var shares, computers []string
	for _, session := range s.Sessions {
		account, device := cmp.Or(session.Account, "-"), cmp.Or(session.Device, "-")
		computers = append(computers, fmt.Sprintf("%s\t%s\t%s\t%s\t%s",
			device, account, session.Addr, cmp.Or(session.Client, "-"), day(session.Since)))
		for _, tunnel := range session.Tunnels {
			shares = append(shares, fmt.Sprintf("%s\t%s\t%s\t%s", tunnel.Name, account, device, tunnel.URL))
		}
	}
	c.table("SHARE\tACCOUNT\tDEVICE\tLINK", shares, "Nothing is shared at this moment.")
	c.say("")
	c.table("COMPUTER\tACCOUNT\tADDRESS\tPROGRAM\tSINCE", computers, "No computer is connected.")
	c.say("")
	c.accounts(s.Accounts)
}

func adminCommand() *cobra.Command {
	return order{
		use: "admin", short: "Print the address of the operator's page, and how to sign in", args: cobra.NoArgs,
		long: `Print the address of the operator's page, and how to sign in. The server has one
when it runs with --admin-listen.`,
		run: func(ctx context.Context, c *clerk, _ []string) error {
			var status operator.Status
			if err := c.order(ctx, http.MethodGet, "status", nil, &status); err != nil {
				return err
			}
			switch {
			case !status.Running:
				return failed(errors.New("no server is running on this data folder, so there is no page"))
			case status.Page == "":
				return failed(errors.New("this server has no page: start it with --admin-listen 127.0.0.1:9090"))
			}
			c.page(status.Page)
			return nil
		},
	}.command()
}

func (c *clerk) page(page string) {
	address := page
	if u, err := url.Parse(page); err == nil {
		address = u.Host
	}
	_, port, _ := net.SplitHostPort(address)
	c.say("%s", page)
	c.say("\nSign in with the token that this shows:\n\n  cat %s", filepath.Join(c.data, admin.TokenFile))
	c.say("\nFrom another computer, run this there first, and open http://localhost:%s/ there:\n\n  ssh -L %s:%s SERVER", port, port, address)
}

// day is a time for people, as short as it can be understood.
func day(t time.Time) string {
	t = t.Local()
	if time.Since(t).Abs() < 24*time.Hour {
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006")
}
