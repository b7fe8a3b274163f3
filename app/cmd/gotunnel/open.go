package main

import (
	"github.com/spf13/cobra"

	"gotunnel/app/browser"
	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

func openCommand() *cobra.Command {
	var share string
	cmd := &cobra.Command{
		Use:   "open",
		Short: "Open the window, or a share's link in the browser",
		Long: `Open the window of Gotunnel. With --share, open that share's link in the browser.

The window is a program of its own, gotunnel-desktop.`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if share == "" {
				return showWindow(cmd)
			}
			found, err := choose(cmd.Context(), share, false)
			if err != nil {
				return err
			}
			if err := browser.Open(found.Share.URL); err != nil {
				return failure{"browser", "The browser can't be opened (" + err.Error() + "). Open it yourself: " + found.Share.URL}
			}
			return nil
		},
	}
	shareFlag(cmd, &share)
	return cmd
}

func showWindow(cmd *cobra.Command) error {
	home := localapi.View{Name: "home"}
	if client, ok := localapi.DialAgent(cmd.Context()); ok {
		defer client.Close()
		if shown, err := client.Show(cmd.Context(), home); err != nil || shown {
			return asked(err)
		}
	}
	if err := launch.Window(home); err != nil {
		return failure{"window", err.Error()}
	}
	return nil
}
