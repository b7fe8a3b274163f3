package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"gotunnel/app/settings"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/conf"
)

// options are what a person decides; the tags are the keys of the file. The
// defaults are the zero values.
type options struct {
	Config string `toml:"-"`

	Server string `toml:"server"`
	Pin    string `toml:"pin"`

	Name        string   `toml:"name"`
	TCP         []string `toml:"tcp"`
	Passthrough []string `toml:"passthrough"`
	Port        int      `toml:"port"`
	Wait        bool     `toml:"wait"`
	Raw         bool     `toml:"raw"`
	NoInspect   bool     `toml:"no_inspect"`
	NoCheck     bool     `toml:"no_check"`
	Anyway      bool     `toml:"anyway"`

	accessOptions
	policyOptions

	Detach bool `toml:"detach"`

	JSON bool `toml:"json"`
	QR   bool `toml:"qr"`
	Open bool `toml:"open"`
}

// bindServer makes flags of what leads to the server.
func (o *options) bindServer(flags *pflag.FlagSet) {
	flags.SortFlags = false // first things first
	flags.StringVar(&o.Server, "server", "", "the `server` to share through, host or host:port (port 443 if there is none)")
	flags.StringVar(&o.Pin, "pin", "", "the server's key `pin`, as gotunneld prints it, if its certificate is self-signed")
	o.accessOptions.bind(flags)
	flags.BoolVar(&o.NoCheck, "no-check", false, "do not open a link once from here before it is called live, as from a network that can't reach the server's public side")
	flags.StringVar(&o.Config, "config", "", "`file` with settings (default "+settings.DefaultFile()+", if there is one)")
}

func (o *options) bind(flags *pflag.FlagSet) {
	o.bindServer(flags)
	flags.StringVar(&o.Name, "name", "", "the `name` in the link, or a host of your own, for one target (the server makes one up if there is none)")
	flags.StringSliceVar(&o.TCP, "tcp", nil, "share a `target` that is not HTTP, by a port of the server")
	flags.StringSliceVar(&o.Passthrough, "passthrough", nil, "share a `target` with its own TLS certificate; the server sees only ciphertext")
	flags.IntVar(&o.Port, "port", 0, "the server's `port` to have for --tcp (any if there is none)")
	flags.BoolVar(&o.Wait, "wait", false, "share even if nothing listens yet; the link goes live when the app starts")
	flags.BoolVar(&o.Raw, "raw", false, "pass bytes untouched, as fast as can be; the app sees the link's own address")
	flags.BoolVar(&o.Anyway, "anyway", false, "share also what is better not shared, such as a debugger")
	flags.BoolVar(&o.Move, "move", false, "take the name over from another computer of yours")
	o.policyOptions.bind(flags)
	flags.BoolVar(&o.NoInspect, "no-inspect", false, "do not keep the last requests for gotunnel inspect")
	flags.BoolVar(&o.Detach, "detach", false, "share in the background, until gotunnel stop; it comes back after a restart of the agent")
	flags.BoolVar(&o.JSON, "json", false, "print each event as a line of JSON")
	flags.BoolVar(&o.QR, "qr", false, "draw the link as a QR code")
	flags.BoolVar(&o.Open, "open", false, "open the link in the browser")
}

// load completes o from the file and the environment, and checks it.
func (o *options) load(flags *pflag.FlagSet) error {
	if f := flags.Lookup("password"); f != nil && f.Changed && f.Value.String() != makeOne {
		return errors.New("other users of this computer can see a password on the command line: " +
			"put it into GOTUNNEL_PASSWORD or a --password-file, or write --password alone to have one made up")
	}
	if err := conf.Load(flags, "GOTUNNEL", settings.DefaultFile(), o); err != nil {
		return err
	}
	if err := o.settle(flags); err != nil {
		return err
	}
	return o.validate()
}

// environment is what another run of this program needs to come to the same
// server with the same right. No secret is added to what this one has.
func (o *options) environment() []string {
	env := append(os.Environ(), "GOTUNNEL_SERVER="+o.Server, "GOTUNNEL_PIN="+o.Pin)
	if o.NoCheck {
		env = append(env, "GOTUNNEL_NO_CHECK=true")
	}
	if o.TokenFile != "" {
		env = append(env, "GOTUNNEL_TOKEN_FILE="+o.TokenFile)
	}
	return env
}

// needServer is an error if no server was given.
func (o *options) needServer() error {
	if o.Server != "" {
		return nil
	}
	return errors.New("which server? Sign in with gotunnel login, or give it with --server share.example.com, in the " +
		"variable GOTUNNEL_SERVER, or as server = \"share.example.com\" in " + settings.DefaultFile())
}

func (o *options) validate() error {
	switch {
	case strings.Contains(o.Server, "://"):
		return errors.New("give the server as host or host:port, without https://")
	case o.JSON && o.QR:
		return errors.New("--json and --qr don't go together: a QR code is for people")
	case o.Port < 0 || o.Port > 65535:
		return fmt.Errorf("--port %d is not a port; ports are numbers from 1 to 65535", o.Port)
	case o.Port != 0 && len(o.TCP) != 1:
		return errors.New("--port goes with exactly one --tcp")
	}
	if o.Pin != "" {
		if _, err := tunnelcore.ParsePin(o.Pin); err != nil {
			return fmt.Errorf("--pin is damaged: %w", err)
		}
	}
	return nil
}
