package main

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"
)

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "gotunnel",
		Short: "Share what runs on your computer by a link",
		Long: `Share what runs on your computer by a link that others can open.

  gotunnel share 3000 --server share.example.com`,
		Version:                    version,
		Args:                       aCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		DisableFlagsInUseLine:      true,
		SilenceErrors:              true, // main prints them
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetFlagErrorFunc(flagError)
	cobra.AddTemplateFunc("options", optionsText)
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".LocalFlags.FlagUsages", "options .LocalFlags"))
	root.SetVersionTemplate("gotunnel {{.Version}}\n")
	root.AddCommand(shareCommand(), listCommand(), loginCommand(), logoutCommand(), statusCommand(), linkCommand(), changeCommand(), stopCommand(), inspectCommand(), replayCommand(), openCommand(), logsCommand(), agentCommand(), quitCommand())
	return root
}

const shareLong = `Share apps that run on your computer, until you press Ctrl-C.

A target is a port (3000), host:port (localhost:3000, 192.168.1.5:80), a URL
(https://localhost:8443; on this computer a certificate may be self-signed), or
a folder with pages (./site).
NAME=TARGET asks for a name: shop=3000 becomes shop.SERVER.

The server is given by --server, the variable GOTUNNEL_SERVER, or the line
server = "share.example.com" in the settings file. So is every other option,
with _ for -.

With --json each event is one line on stdout: connecting, live, reconnecting,
waiting, visitor, watching, hint, changed, ended, error; with --detach, detached.

What visitors of HTTP shares may do is decided on this computer: a password, an
end, who is let in. With --raw, --tcp and --passthrough bytes pass untouched.`

const shareExample = `  gotunnel share 3000
  gotunnel share 3000 --name shop --server share.example.com
  gotunnel share 3000 --password --until 18:00
  gotunnel share ./site
  gotunnel share shop=3000 docs=localhost:4000
  gotunnel share --tcp 5432
  gotunnel share --passthrough shop=8443
  gotunnel share 3000 --server 203.0.113.7:8080 --pin sha256:…`

func shareCommand() *cobra.Command {
	o := options{}
	cmd := &cobra.Command{
		Use:     "share [NAME=]TARGET...",
		Short:   "Share apps until you press Ctrl-C",
		Long:    shareLong,
		Example: shareExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			err := runShare(cmd, &o, args)
			if err != nil && o.JSON {
				_ = jsonPrinter{cmd.OutOrStdout()}.tell(failedEvent(err)) // stderr has it too
			}
			return err
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.bind(cmd.Flags())
	_ = cmd.MarkFlagFilename("config", "toml") // the flag exists
	return cmd
}

func runShare(cmd *cobra.Command, o *options, args []string) error {
	if err := cmp.Or(o.load(cmd.Flags()), o.needServer()); err != nil {
		return err
	}
	apps, err := o.apps(args)
	if err != nil {
		return err
	}
	return share(cmd.Context(), o, apps, newPrinter(o, len(apps) > 1, cmd.OutOrStdout(), cmd.ErrOrStderr()))
}
