package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"gotunnel/server"
	"gotunnel/server/certs"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/bytesize"
)

func backupCommand() *cobra.Command {
	return order{
		use: "backup FILE", short: "Keep a copy of accounts, tokens and names", args: cobra.ExactArgs(1),
		long: `Keep a copy of accounts, tokens, names and all else in the server's store, also
while it runs. FILE is not overwritten; - is stdout. The server's own key,
` + certs.File + ` in the data folder, is not in it: keep that once.`,
		example: `  gotunneld backup gotunneld-monday.db
  gotunneld backup - | ssh other 'cat > gotunneld.db'`,
		run: func(ctx context.Context, c *clerk, args []string) error {
			if args[0] == "-" {
				_, err := c.backup(ctx, c.out)
				return err
			}
			return c.backupFile(ctx, args[0])
		},
	}.command()
}

func (c *clerk) backup(ctx context.Context, w io.Writer) (int64, error) {
	response, err := c.ask(ctx, http.MethodGet, "backup", nil)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	n, err := io.Copy(w, response.Body)
	if err != nil {
		return n, failed(fmt.Errorf("the backup is not whole: %w", err))
	}
	return n, nil
}

// backupFile makes a file that has either all of it or is not there.
func (c *clerk) backupFile(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return failed(fmt.Errorf("%s is there already, and is not overwritten: give another name", path))
	}
	if err != nil {
		return failed(err)
	}
	n, err := c.backup(ctx, file)
	if err == nil {
		err = failed(file.Sync())
	}
	if err = errors.Join(err, failed(file.Close())); err != nil {
		_ = os.Remove(path)
		return err
	}
	c.say("%s has all of it, %s.", path, bytesize.Text(n))
	return nil
}

func restoreCommand() *cobra.Command {
	s := defaults()
	cmd := &cobra.Command{
		Use: "restore FILE", Short: "Bring a backup back", Args: cobra.ExactArgs(1),
		Long: `Make accounts, tokens and names what they were when the backup was taken. The
server has to be stopped. What is there now is kept beside it.`,
		Example: `  gotunneld restore gotunneld-monday.db`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.load(cmd.Flags()); err != nil {
				return err
			}
			return failed(restore(cmd.OutOrStdout(), s.Data, args[0]))
		},
	}
	s.bindKeys(cmd.Flags())
	complete(cmd)
	return cmd
}

func restore(out io.Writer, data, file string) error {
	if err := prepareData(data); err != nil {
		return err
	}
	kept, err := store.Restore(file, server.StorePath(data))
	if err = errors.Join(err, giveToOwner(data)); err != nil {
		return err
	}
	fmt.Fprintln(out, "Everything is as it was when the backup was taken.")
	if kept != "" {
		fmt.Fprintf(out, "What was there before is kept as %s.\n", kept)
	}
	return nil
}
