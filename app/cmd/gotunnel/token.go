package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"gotunnel/app/folders"
	"gotunnel/app/localapi"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
)

// accessOptions say with what right something is shared.
type accessOptions struct {
	TokenFile string `toml:"token_file"`
	Move      bool   `toml:"move"`
}

// tokenVariable has a token where there is neither a person nor a file, as in a
// container. There is no option for that: others could see it.
const tokenVariable = "GOTUNNEL_TOKEN"

func (o *accessOptions) bind(flags *pflag.FlagSet) {
	flags.StringVar(&o.TokenFile, "token-file", "", "sign in with the token in a `file` (by default with that of gotunnel login, or of "+
		tokenVariable+")")
}

// settle decides between the places that a token may be in, once the settings
// are loaded. The option wins over the variable, and that over the file.
func (o *options) settle(flags *pflag.FlagSet) error {
	if flags.Changed("token-file") {
		return os.Unsetenv(tokenVariable)
	}
	if o.TokenFile == "" || os.Getenv("GOTUNNEL_TOKEN_FILE") != "" {
		return nil
	}
	// It stands in the settings file, for the server that stands there.
	f, err := settings.Open(o.configFile())
	if err != nil {
		return err
	}
	if theirs := f.Get("server"); theirs != "" && signin.Key(theirs) != signin.Key(o.Server) {
		o.TokenFile = ""
	}
	return nil
}

// configFile is the settings file, which may not be there.
func (o *options) configFile() string { return cmp.Or(o.Config, settings.DefaultFile()) }

// token is what to show to the server; "" for nothing.
func (o *options) token(ctx context.Context) (string, error) {
	token, err := o.givenToken()
	if token != "" || err != nil {
		return token, err
	}
	return signIn(ctx, o.Server)
}

// givenToken is the token that was given for this run; "" if none was.
func (o *options) givenToken() (string, error) {
	if text := os.Getenv(tokenVariable); text != "" {
		_ = os.Unsetenv(tokenVariable) // programs that we start need not know it
		return signin.CheckToken(tokenVariable, text)
	}
	if o.TokenFile == "" {
		return "", nil
	}
	text, err := readFile(o.TokenFile, maxSecret)
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	return signin.CheckToken("--token-file", text)
}

// signIn is the token for a server that this computer is signed in to; "" if it
// is not.
func signIn(ctx context.Context, server string) (string, error) {
	dir, err := folders.State()
	if err != nil {
		return "", nil //nolint:nilerr // there is no place where it could be
	}
	token, err := signin.Store{Folder: dir}.Token(ctx, server)
	if err != nil {
		if _, ok := errors.AsType[localapi.Error](err); ok {
			return "", explained(server, err)
		}
	}
	return token, err
}
