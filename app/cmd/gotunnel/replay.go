package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// replayOptions say what is different when a request is sent again.
type replayOptions struct {
	inspectOptions
	method   string
	path     string
	headers  []string
	bodyFile string
}

func replayCommand() *cobra.Command {
	o := replayOptions{}
	cmd := &cobra.Command{
		Use:   "replay N",
		Short: "Send a request to the app again, as it was or changed",
		Long: `Send request N of "gotunnel inspect" to the app again, as it was or changed, and
show what it answers. It goes straight to the app and is recorded like any other.`,
		Example: `  gotunnel replay 12
  gotunnel replay 12 --path /cart?debug=1 --header 'Accept: application/json'`,
		Args: oneRequest,
		RunE: func(cmd *cobra.Command, args []string) error { return runReplay(cmd, o, args) },
	}
	shareFlag(cmd, &o.share)
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.method, "method", "", "send it with another `method`")
	flags.StringVar(&o.path, "path", "", "send it to another `path`")
	flags.StringArrayVar(&o.headers, "header", nil, "set a `header`, as 'Name: value'; without a value it is left out")
	flags.StringVar(&o.bodyFile, "body-file", "", "send the body in a `file`, or - for standard input")
	flags.BoolVar(&o.reveal, "reveal", false, "show passwords, tokens and cookies too")
	flags.BoolVar(&o.json, "json", false, "print the new request as a line of JSON")
	return cmd
}

func runReplay(cmd *cobra.Command, o replayOptions, args []string) error {
	n, err := number(args)
	if err != nil {
		return err
	}
	edit, err := o.edit()
	if err != nil {
		return err
	}
	found, err := choose(cmd.Context(), o.share, true)
	if err != nil {
		return err
	}
	i := inspection{o.inspectOptions, found.Client, found.Share.Name, cmd.OutOrStdout(), nil}
	return asked(o.run(cmd.Context(), i, n, edit))
}

// run sends it again and shows what came of it.
func (o replayOptions) run(ctx context.Context, i inspection, n int, edit localapi.Edit) error {
	if len(o.headers) > 0 {
		original, err := i.client.Request(ctx, i.name, n, true) // secrets go to the app, as they did
		if err != nil {
			return err
		}
		edit.Header = edited(original.Request.Header, o.headers)
	}
	again, err := i.client.Replay(ctx, i.name, n, edit)
	if err != nil {
		return err
	}
	return i.one(ctx, again)
}

// edit reads all that does not depend on the request.
func (o replayOptions) edit() (e localapi.Edit, err error) {
	e.Method, e.Path = o.method, o.path
	if e.Path != "" && !strings.HasPrefix(e.Path, "/") {
		return e, fmt.Errorf("--path %s does not begin with a slash", e.Path)
	}
	for _, h := range o.headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok || !isToken(name) || strings.ContainsFunc(value, unicode.IsControl) {
			return e, fmt.Errorf("--header %q is not a header; write it as 'Name: value'", h)
		}
	}
	if o.bodyFile != "" {
		text, err := readFile(o.bodyFile, maxReplayed)
		if err != nil {
			return e, fmt.Errorf("--body-file: %w", err)
		}
		e.Body = []byte(text)
	}
	return e, nil
}

// maxReplayed bounds a body file, in bytes: what is kept of a body, several times.
const maxReplayed = 8 << 20

// edited sets some headers, each "Name: value", where they were.
func edited(header []inspect.Field, changes []string) []inspect.Field {
	for _, change := range changes {
		name, value, _ := strings.Cut(change, ":")
		value = strings.TrimSpace(value)
		same := func(f inspect.Field) bool { return strings.EqualFold(f.Name, name) }
		at := slices.IndexFunc(header, same)
		header = slices.DeleteFunc(slices.Clone(header), same)
		if value == "" {
			continue
		}
		if at < 0 {
			at, name = len(header), http.CanonicalHeaderKey(name)
		}
		header = slices.Insert(header, min(at, len(header)), inspect.Field{Name: name, Value: value})
	}
	return header
}
