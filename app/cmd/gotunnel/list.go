package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gotunnel/app/detect"
)

// listOptions say which apps to show.
type listOptions struct{ all, json bool }

func listCommand() *cobra.Command {
	o := listOptions{}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Show the apps on this computer that could be shared",
		Long: `Show the apps that listen on this computer and could be shared, by what they are.

What is better not shared is left out: databases, debuggers, other people's
programs and services of the system. --all shows them too, with the reason.`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.list(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "show what is better not shared, too")
	cmd.Flags().BoolVar(&o.json, "json", false, "print each app as a line of JSON")
	return cmd
}

// appLine is an app as --json prints it; scripts rely on its keys. A command line
// may hold secrets, so it is not there.
type appLine struct {
	Port      int    `json:"port"`
	Address   string `json:"address"`
	Process   string `json:"process,omitempty"`
	PID       int    `json:"pid,omitempty"`
	Project   string `json:"project,omitempty"`
	Framework string `json:"framework,omitempty"`
	Container string `json:"container,omitempty"`
	Folder    string `json:"folder,omitempty"`
	Hidden    string `json:"hidden,omitempty"`
	Risk      string `json:"risk,omitempty"`
}

func (o listOptions) list(ctx context.Context, out io.Writer) error {
	var scanner detect.Scanner
	found, err := scanner.Scan(ctx)
	if err != nil {
		return failure{"list", "The apps on this computer can't be found: " + err.Error() + "."}
	}
	var apps []detect.App
	for _, a := range found {
		if o.all || a.Hidden == "" {
			apps = append(apps, a)
		}
	}
	if o.json {
		return listJSON(out, apps)
	}
	return o.listText(out, apps)
}

func listJSON(out io.Writer, apps []detect.App) error {
	encoder := json.NewEncoder(out)
	for _, a := range apps {
		line := appLine{
			Port: a.Port, Address: a.Address().String(), Process: a.Process, PID: a.PID, Project: a.Project,
			Framework: a.Framework, Container: a.Container, Folder: a.Folder, Hidden: string(a.Hidden), Risk: a.Risk,
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func (o listOptions) listText(out io.Writer, apps []detect.App) error {
	if len(apps) == 0 {
		_, err := fmt.Fprintln(out, "No apps running. Start one (for example npm run dev), or share a folder: gotunnel share ./site")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, a := range apps {
		what, note := printable(a.Name()), ""
		if what == "" {
			what = printable(a.Process)
		}
		if a.Hidden != "" {
			note = "left out: " + string(a.Hidden)
		}
		if a.Risk != "" {
			note = a.Risk
		}
		_, _ = fmt.Fprintf(table, "%d\t%s\t%s\n", a.Port, what, note) // Flush says what failed
	}
	return table.Flush()
}
