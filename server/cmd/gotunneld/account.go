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

	"gotunnel/server/operator"
	"gotunnel/tunnelcore/bytesize"
)

// wishes are flags with what is wanted of an account; those not given are left as
// they are.
type wishes struct {
	flags                           *pflag.FlagSet
	names                           []string
	tunnels, visitors, ports, bytes limit
}

func (w *wishes) bind(flags *pflag.FlagSet, _ *settings) {
	w.flags, w.bytes.isBytes = flags, true
	flags.StringSliceVar(&w.names, "names", nil, `the names it may use, such as shop,team-*; "" for any`)
	flags.Var(&w.tunnels, "tunnels", "how many shares it may have at once")
	flags.Var(&w.visitors, "visitors", "how many visitors' connections it may have at once")
	flags.Var(&w.bytes, "bytes", "what its visitors may move in a month, such as 10GB")
	flags.Var(&w.ports, "ports", "how many TCP ports it may have at once")
}

// settings are the wishes as the API takes them.
func (w *wishes) settings() map[string]any {
	limits := map[string]any{}
	for name, l := range map[string]*limit{"tunnels": &w.tunnels, "visitors": &w.visitors, "bytes": &w.bytes, "ports": &w.ports} {
		if w.flags.Changed(name) {
			limits[name] = l.value
		}
	}
	all := map[string]any{}
	if len(limits) > 0 {
		all["limits"] = limits
	}
	if w.flags.Changed("names") {
		all["names"] = append([]string{}, w.names...)
	}
	return all
}

func accountCommand() *cobra.Command {
	return group("account", "Say who may share through this server", accountAdd(), accountList(), accountSet(), accountRemove())
}

func accountAdd() order {
	var w wishes
	return order{
		use: "add NAME", short: "Make an account", args: cobra.ExactArgs(1), needs: anyStore, flags: w.bind,
		long: `Make an account. Nobody has access by that alone: gotunneld invite lets somebody in.`,
		example: `  gotunneld account add designer
  gotunneld account add agency --names 'agency-*' --tunnels 5 --bytes 10GB`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			body := w.settings()
			body["name"] = args[0]
			if err := c.order(ctx, http.MethodPost, "accounts", body, nil); err != nil {
				return err
			}
			name := strings.ToLower(args[0])
			c.say("The account %s is there. gotunneld invite %s lets somebody in.", name, name)
			return nil
		},
	}
}

func accountSet() order {
	var w wishes
	return order{
		use: "set NAME", short: "Change an account's names and limits", args: cobra.ExactArgs(1), flags: w.bind,
		long: `Change what is given, and leave the rest as it is. It holds for computers that
connect from now on.`,
		example: `  gotunneld account set designer --tunnels 5
  gotunneld account set designer --names 'shop,team-*' --bytes none`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			body := w.settings()
			if len(body) == 0 {
				return fmt.Errorf("say what to change, such as --tunnels 5: gotunneld account set --help lists it")
			}
			if err := c.order(ctx, http.MethodPatch, "accounts/"+url.PathEscape(args[0]), body, nil); err != nil {
				return err
			}
			c.say("Changed. It holds for computers that connect from now on.")
			return nil
		},
	}
}

func accountRemove() order {
	return order{
		use: "remove NAME", short: "Take an account away, with all its access and names", args: cobra.ExactArgs(1),
		long: `Take an account away, with its tokens, invites, domains and names. What it shares
ends at once.`,
		example: `  gotunneld account remove designer`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			if err := c.order(ctx, http.MethodDelete, "accounts/"+url.PathEscape(args[0]), nil, nil); err != nil {
				return err
			}
			c.say("The account %s is gone, and what it shared has ended.", strings.ToLower(args[0]))
			return nil
		},
	}
}

func accountList() order {
	return order{
		use: "list", short: "List the accounts", args: cobra.NoArgs,
		run: func(ctx context.Context, c *clerk, _ []string) error {
			return show(ctx, c, "accounts", c.accounts)
		},
	}
}

func (c *clerk) accounts(all []operator.Account) {
	var rows []string
	for _, a := range all {
		rows = append(rows, fmt.Sprintf("%s\t%d\t%d\t%s\t%s\t%s",
			a.Name, a.Devices, a.Live, bytesize.Text(a.Bytes), cmp.Or(strings.Join(a.Names, ","), "any"), limitsOf(a)))
	}
	c.table("ACCOUNT\tDEVICES\tLIVE\tTHIS MONTH\tNAMES\tLIMITS", rows,
		"There are no accounts. gotunneld invite designer makes the first.")
}

// limitsOf are the limits that were set.
func limitsOf(a operator.Account) string {
	var set []string
	for _, l := range []struct {
		name string
		limit
	}{
		{"tunnels", limit{value: int64(a.Limits.Tunnels)}},
		{"visitors", limit{value: int64(a.Limits.Visitors)}},
		{"bytes", limit{value: a.Limits.Bytes, isBytes: true}},
		{"ports", limit{value: int64(a.Limits.Ports)}},
	} {
		if l.value != 0 {
			set = append(set, l.name+"="+l.String())
		}
	}
	return cmp.Or(strings.Join(set, " "), defaultLimit)
}
