package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"gotunnel/app/keychain"
	"gotunnel/tunnelcore"
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
		Args: cobra.MaximumNArgs(1),
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
	flags.StringVar(&o.Config, "config", "", "the `file` with settings (default "+defaultConfig()+")")
	return cmd
}

// login uses the invite up only when it is sure that the sign-in can be kept.
func (o *loginOptions) login(ctx context.Context, args []string, out io.Writer) error {
	text, err := readInvite(ctx, args)
	if err != nil {
		return err
	}
	settings, err := openSettings(cmp.Or(o.Config, os.Getenv("GOTUNNEL_CONFIG"), defaultConfig()))
	if err != nil {
		return err
	}
	link, err := o.link(text, settings)
	if err != nil {
		return err
	}
	if err := canKeep(link.Server); err != nil {
		return failure{codeSignIn, fmt.Sprintf("The sign-in can't be kept: %v.", err)}
	}
	keyring, err := o.inKeyring(ctx)
	if err != nil {
		return err
	}
	grant, err := redeem(ctx, link, o.Device)
	if err != nil {
		return err
	}
	err = writeSignIn(ctx, link.Server, grant.Token, keyring)
	if err == nil {
		err = cmp.Or(settings.set("server", link.Server), settings.set("pin", link.Pin), settings.save())
	}
	if err != nil {
		return failure{codeSignIn, fmt.Sprintf("The invite is used up, but the sign-in can't be kept: %v. Ask for another one.", err)}
	}
	_, err = fmt.Fprintf(out, "Signed in to %s as %s. Share something: gotunnel share 3000\n", link.Server, printable(grant.Account))
	return err
}

// link is the invite with its server. A code alone is for the server that is
// named beside it, or that there is in the settings.
func (o *loginOptions) link(text string, settings *settingsFile) (wire.InviteLink, error) {
	if _, err := wire.ParseToken(strings.TrimSpace(text)); err == nil {
		return wire.InviteLink{}, errors.New("that is a token and not an invite: put it into a file and share with --token-file, see gotunnel login --help")
	}
	link, err := wire.ParseInviteLink(text)
	if err == nil && o.Server != "" {
		return link, errors.New("--server goes with a code alone: the link says which server it is for")
	}
	if err != nil {
		if link.Code, err = wire.ParseInvite(strings.TrimSpace(text)); err != nil {
			return link, err
		}
		link.Server = cmp.Or(o.Server, os.Getenv("GOTUNNEL_SERVER"))
		if link.Server == "" {
			link.Server, link.Pin = settings.get("server"), settings.get("pin")
		}
		if link.Server == "" {
			return link, errors.New("which server is the invite for? Give the whole link, or the server with --server share.example.com")
		}
	}
	link.Pin = cmp.Or(o.Pin, link.Pin)
	if link.Pin != "" {
		if _, err := tunnelcore.ParsePin(link.Pin); err != nil {
			return link, fmt.Errorf("the key pin is damaged: %w", err)
		}
	}
	return link, nil
}

// inKeyring tells whether the sign-in goes to the password store, or with its
// person's consent to a file.
func (o *loginOptions) inKeyring(ctx context.Context) (bool, error) {
	if o.SaveInFile {
		return false, nil
	}
	err := keychain.Check(ctx)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, keychain.ErrNone) && isTerminal(os.Stdin):
		yes, err := confirm(ctx, err.Error()+" Save the sign-in in a file only you can read?")
		if err == nil && !yes {
			err = failure{codeSignIn, "The sign-in is not kept, so the invite was not used."}
		}
		return false, err
	case errors.Is(err, keychain.ErrNone), errors.Is(err, keychain.ErrLocked):
		return false, failure{codeSignIn, err.Error() + " To save the sign-in in a file only you can read, add --save-in-file."}
	}
	return false, failure{codeSignIn, err.Error()}
}

func redeem(ctx context.Context, link wire.InviteLink, device string) (tunnelcore.Grant, error) {
	if device == "" {
		device, _ = os.Hostname() // nameless if there is none
	}
	c := &tunnelcore.Client{
		Server: link.Server, Pin: link.Pin, Name: "gotunnel " + version + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}
	defer c.Close()
	grant, err := c.Redeem(ctx, link.Code, device)
	switch {
	case err == nil:
		return grant, nil
	case errors.Is(err, tunnelcore.ErrServer):
		return grant, err
	}
	f := serverFailure(link.Server, err)
	f.message = strings.Replace(f.message, noTokenSent, "We didn't send your invite.", 1)
	return grant, f
}
