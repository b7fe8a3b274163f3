package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"gotunnel/app/folders"
	"gotunnel/app/localapi"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
	"gotunnel/tunnelcore/wire"
)

// loginOptions are what a person decides who signs in.
type loginOptions struct {
	Server, Pin, Device, Config string
	SaveInFile                  bool
}

const loginLong = `Sign this computer in to a server, with the invite that its operator sent you.

The invite is a link, https://share.example.com/i#… or gotunnel://…, or the code
behind its #, which needs --server. Without INVITE you are asked for it, and with -
it is read from standard input. It is good once, so it does no harm that other
users of this computer may see it on the command line.

The sign-in is kept in the password store of your system, or with --save-in-file
in a file that only you can read. The server's address goes to the settings file,
so that "gotunnel share 3000" is enough from then on.

On a computer without a person, put a token into a file and name it with
--token-file, GOTUNNEL_TOKEN_FILE or token_file in the settings, or put it into
GOTUNNEL_TOKEN.`

func loginCommand() *cobra.Command {
	o := loginOptions{}
	cmd := &cobra.Command{
		Use:   "login [INVITE]",
		Short: "Sign this computer in to a server with an invite",
		Long:  loginLong,
		Example: `  gotunnel login
  gotunnel login 'https://share.example.com/i#k3fxa7-…'
  gotunnel login k3fxa7-… --server share.example.com`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.login(cmd.Context(), args, cmd.OutOrStdout())
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.Server, "server", "", "the `server` that a code without a link is for")
	flags.StringVar(&o.Pin, "pin", "", "that server's key `pin`, if its certificate is self-signed")
	flags.StringVar(&o.Device, "device", "", "what to call this computer (by default its `name`)")
	flags.BoolVar(&o.SaveInFile, "save-in-file", false, "keep the sign-in in a file that only you can read")
	flags.StringVar(&o.Config, "config", "", "the `file` with settings (default "+settings.DefaultFile()+")")
	return cmd
}

// login uses the invite up only when it is sure that the sign-in can be kept.
func (o *loginOptions) login(ctx context.Context, args []string, out io.Writer) error {
	text, err := readInvite(ctx, args)
	if err != nil {
		return err
	}
	file, err := settings.Open(cmp.Or(o.Config, os.Getenv("GOTUNNEL_CONFIG"), settings.DefaultFile()))
	if err != nil {
		return err
	}
	link, err := o.link(text, file)
	if err != nil {
		return err
	}
	folder, err := folders.State()
	if err != nil {
		return failure{signin.CodeSignIn, fmt.Sprintf("The sign-in can't be kept: %v.", err)}
	}
	store := signin.Store{Folder: folder}
	keep, err := o.place(ctx, store)
	if err != nil {
		return err
	}
	device := o.Device
	if device == "" {
		device, _ = os.Hostname() // nameless if there is none
	}
	grant, err := store.Redeem(ctx, newClient([keySize]byte{}, link.Server, link.Pin, ""), link, device, keep)
	if err != nil {
		return redeemFailure(err)
	}
	if err := file.SetServer(link.Server, link.Pin); err != nil {
		return failure{signin.CodeSignIn, fmt.Sprintf("You are signed in, but the settings can't be kept: %v. Share with --server %s.", err, link.Server)}
	}
	if err := tellAgent(ctx, link.Server, link.Pin); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Signed in to %s as %s. Share something: gotunnel share 3000\n", link.Server, printable(grant.Account))
	return err
}

// tellAgent has an agent share through the server, if one runs.
func tellAgent(ctx context.Context, server, pin string) error {
	client, ok := localapi.DialAgent(ctx)
	if !ok {
		return nil
	}
	defer client.Close()
	return asked(client.UseServer(ctx, server, pin))
}

// link is the invite with its server. A code alone is for the server that is
// named beside it, or that there is in the settings.
func (o *loginOptions) link(text string, file *settings.File) (wire.InviteLink, error) {
	if _, err := wire.ParseInviteLink(text); err == nil && o.Server != "" {
		return wire.InviteLink{}, errors.New("--server goes with a code alone: the link says which server it is for")
	}
	server, pin := cmp.Or(o.Server, os.Getenv("GOTUNNEL_SERVER")), o.Pin
	if server == "" {
		server, pin = file.Get("server"), cmp.Or(o.Pin, file.Get("pin"))
	}
	link, err := signin.ParseInvite(text, server, pin)
	switch {
	case errors.Is(err, signin.ErrWhichServer):
		return link, errors.New("which server is the invite for? Give the whole link, or the server with --server share.example.com")
	case err != nil:
		return link, fmt.Errorf("%w. gotunnel login --help says more", err)
	}
	link.Pin = cmp.Or(o.Pin, link.Pin)
	return link, signin.CheckPin(link.Pin)
}

// place is where the sign-in goes: to the password store, or with its person's
// consent to a file.
func (o *loginOptions) place(ctx context.Context, store signin.Store) (localapi.Keep, error) {
	want := localapi.InKeyring
	if o.SaveInFile {
		want = localapi.InFile
	}
	keep, err := store.Place(ctx, want)
	e, ok := errors.AsType[localapi.Error](err)
	switch {
	case !ok:
		return keep, err
	case e.Code == localapi.CodeNoKeyring && isTerminal(os.Stdin):
		yes, err := confirm(ctx, e.Message+" Save the sign-in in a file only you can read?")
		if err == nil && !yes {
			err = failure{signin.CodeSignIn, "The sign-in is not kept, so the invite was not used."}
		}
		return localapi.InFile, err
	case e.Code == localapi.CodeNoKeyring, e.Code == localapi.CodeLocked:
		e.Message += " To save the sign-in in a file only you can read, add --save-in-file."
	}
	return keep, failure{e.Code, e.Message}
}

// redeemFailure says why an invite got no sign-in.
func redeemFailure(err error) error {
	if e, ok := errors.AsType[localapi.Error](err); ok {
		return failure{e.Code, e.Message}
	}
	return err
}
