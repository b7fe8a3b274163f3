package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// inspectOptions say what to show of a share's requests.
type inspectOptions struct {
	share  string
	list   bool
	reveal bool
	curl   bool
	har    string
	json   bool
}

const inspectLong = `Show the requests that visitors of a share make, as the app gets them: those that
are kept, the last 200, and new ones as they come. With a number, show all of that
one request: headers, body, times, and the frames of a WebSocket.

Passwords, tokens and cookies are hidden; --reveal shows them.`

func inspectCommand() *cobra.Command {
	o := inspectOptions{}
	cmd := &cobra.Command{
		Use:   "inspect [N]",
		Short: "Show the requests that visitors make",
		Long:  inspectLong,
		Example: `  gotunnel inspect
  gotunnel inspect 12
  gotunnel inspect 12 --curl
  gotunnel inspect --share shop --har requests.har`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runInspect(cmd, o, args) },
	}
	shareFlag(cmd, &o.share)
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.list, "list", false, "show those that are kept, and do not wait for new ones")
	flags.BoolVar(&o.reveal, "reveal", false, "show passwords, tokens and cookies too")
	flags.BoolVar(&o.curl, "curl", false, "print request N as a curl command")
	flags.StringVar(&o.har, "har", "", "write all that are kept to a `file`, or - for standard output, as an HTTP Archive for developer tools")
	flags.BoolVar(&o.json, "json", false, "print each request, or each change of one, as a line of JSON")
	cmd.MarkFlagsMutuallyExclusive("har", "curl", "json")
	cmd.MarkFlagsMutuallyExclusive("har", "list")
	return cmd
}

func runInspect(cmd *cobra.Command, o inspectOptions, args []string) error {
	n, err := number(args)
	if err != nil {
		return err
	}
	switch {
	case o.curl && n == 0:
		return errors.New("--curl is for one request: give its number, as in gotunnel inspect 12 --curl")
	case o.har != "" && n != 0:
		return errors.New("--har writes all requests: leave the number out")
	}
	found, err := choose(cmd.Context(), o.share, true)
	if err != nil {
		return err
	}
	i := inspection{o, found.Client, found.Share.Name, cmd.OutOrStdout(), map[int]bool{}}
	return asked(i.run(cmd.Context(), n))
}

// number reads the number of a request; 0 if there is none.
func number(args []string) (int, error) {
	if len(args) == 0 {
		return 0, nil
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not the number of a request; gotunnel inspect --list shows them", args[0])
	}
	return n, nil
}

// inspection shows the requests of one share.
type inspection struct {
	inspectOptions
	client *localapi.Client
	name   string
	out    io.Writer
	open   map[int]bool // streams that were shown when they began
}

func (i inspection) run(ctx context.Context, n int) error {
	switch {
	case i.har != "":
		return i.archive(ctx)
	case i.curl:
		command, err := i.client.Curl(ctx, i.name, n, i.reveal)
		if err == nil {
			_, err = fmt.Fprintln(i.out, command)
		}
		return err
	case n != 0:
		return i.one(ctx, n)
	case i.list:
		requests, err := i.client.Requests(ctx, i.name)
		for _, r := range requests {
			err = errors.Join(err, i.print(r))
		}
		return err
	}
	return i.follow(ctx)
}

// follow shows requests as they come, until ctx ends or the share does.
func (i inspection) follow(ctx context.Context) error {
	for request, err := range i.client.Watch(ctx, i.name) {
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return failure{"ended", "The share has ended."}
		case err != nil:
			return err
		}
		if err := i.print(request); err != nil {
			return err
		}
	}
	return nil
}

// print shows a request's line. Lines that stay can't be changed, so a person
// sees a request when it is over, and a stream also when it begins.
func (i inspection) print(r localapi.Request) error {
	if i.json {
		return json.NewEncoder(i.out).Encode(newRequestLine(r))
	}
	if r.State == inspect.Running && !i.list {
		if r.Kind == inspect.HTTP || i.open[r.ID] {
			return nil
		}
		i.open[r.ID] = true
	}
	_, err := fmt.Fprintln(i.out, printable(requestText(r)))
	return err
}

func (i inspection) one(ctx context.Context, n int) error {
	detail, err := i.client.Request(ctx, i.name, n, i.reveal)
	if err != nil {
		return err
	}
	if i.json {
		return json.NewEncoder(i.out).Encode(newDetailLine(detail))
	}
	_, err = io.WriteString(i.out, detailText(detail))
	return err
}

func (i inspection) archive(ctx context.Context) error {
	data, err := i.client.HAR(ctx, i.name, i.reveal)
	if err != nil {
		return err
	}
	if i.har == "-" {
		_, err = i.out.Write(data)
		return err
	}
	// An archive has what visitors sent, which is nobody else's business.
	if err := os.WriteFile(i.har, data, 0o600); err != nil {
		return failure{"file", "The archive can't be written: " + err.Error() + "."}
	}
	_, err = fmt.Fprintln(i.out, "Written to "+i.har+". Open it in the network panel of a browser's developer tools.")
	return err
}
