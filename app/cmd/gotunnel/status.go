package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway/ending"
)

func statusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what is shared from this computer",
		Long: `Show what is shared from this computer, by every gotunnel of yours that runs.

With --json each share is one line.`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := localapi.Find(cmd.Context())
			if err != nil {
				return failure{"local", err.Error()}
			}
			if client, ok := localapi.DialAgent(cmd.Context()); ok {
				sayProblem(cmd.Context(), client, cmd.ErrOrStderr())
				client.Close()
			}
			if asJSON {
				return statusJSON(cmd.OutOrStdout(), all)
			}
			return statusText(cmd.OutOrStdout(), all)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print each share as a line of JSON")
	return cmd
}

// sayProblem says what an agent has to say of its files.
func sayProblem(ctx context.Context, client *localapi.Client, to io.Writer) {
	for now := range client.State(ctx, false) { // its zero value if it ended meanwhile
		if now.Problem != nil {
			_, _ = fmt.Fprintln(to, printable(now.Problem.Message))
		}
		return
	}
}

func statusJSON(out io.Writer, all []localapi.Found) error {
	encoder := json.NewEncoder(out)
	for _, f := range all {
		if err := encoder.Encode(f.Share); err != nil {
			return err
		}
	}
	return nil
}

func statusText(out io.Writer, all []localapi.Found) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(out, "Nothing is shared. Start with: gotunnel share 3000")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range all {
		_, _ = fmt.Fprintf(table, "%s\t%s  →  %s\t%s\n", f.Share.Name, printable(f.Share.URL), printable(f.Share.Target), facts(f.Share))
	}
	return table.Flush()
}

// facts are what there is to say of a share: "2 watching · last visit 3 minutes ago".
func facts(s localapi.Share) string {
	list := []string{string(s.State)}
	if s.Problem != nil {
		list = []string{s.Problem.Message}
	}
	if s.Watching > 0 {
		list = append(list, fmt.Sprintf("%d watching", s.Watching))
	}
	if !s.LastVisit.IsZero() {
		list = append(list, "last visit "+humanize.Time(s.LastVisit))
	}
	if s.Protected {
		list = append(list, "with a password")
	}
	if !s.Until.IsZero() {
		list = append(list, ending.Text(s.Until, time.Now()))
	}
	if s.Kept {
		list = append(list, "in the background")
	}
	return printable(strings.Join(list, " · "))
}
