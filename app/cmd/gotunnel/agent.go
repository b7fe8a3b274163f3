package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gotunnel/app/agent"
	"gotunnel/app/folders"
	"gotunnel/app/launch"
	"gotunnel/app/notify"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
	"gotunnel/tunnelcore"
)

const agentLong = `Share in the background, with an icon in the desktop's tray where there is one.

"gotunnel share --detach" and the window start this by themselves; it shares again
what it shared before, and goes on until "gotunnel quit". Before this computer is
signed in to a server it waits for that.

Every share of it is shown and changed by the same commands as any other.`

func agentCommand() *cobra.Command {
	o := options{}
	var noTray, atSignIn bool
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Share in the background",
		Long:  agentLong,
		Args:  atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.load(cmd.Flags()); err != nil {
				return err
			}
			if atSignIn && opensConsole {
				return apartFromConsole(cmd.Context(), &o)
			}
			return runAgent(cmd.Context(), &o, desktop{tray: !noTray, atSignIn: atSignIn}, cmd.ErrOrStderr())
		},
	}
	o.bindServer(cmd.Flags())
	cmd.Flags().BoolVar(&noTray, "no-tray", false, "show no icon in the desktop's tray")
	cmd.Flags().BoolVar(&atSignIn, "at-sign-in", false, "open the window if the desktop shows no icons, so that it is seen that something is shared")
	return cmd
}

// apartFromConsole has the agent run without the window that the system opened for
// this program at sign-in, and which would end it when somebody closes it.
func apartFromConsole(ctx context.Context, o *options) error {
	leaveConsole()
	self, err := os.Executable()
	if err != nil {
		return failure{"agent", err.Error()}
	}
	client, _, err := launch.Agent(ctx, self, o.environment())
	if err != nil {
		return asked(err)
	}
	client.Close()
	return nil
}

// thrift is how much garbage there may be, in percent of what is in use. An agent is
// idle nearly always; then 19.3 MB of it are resident, and with Go's 100 it is 20.1.
const thrift = 50

// desktop says what of the agent is to be seen.
type desktop struct{ tray, atSignIn bool }

// runAgent runs the agent, and the tray as long as the agent runs. It has to be
// called by the main goroutine, for the tray.
func runAgent(ctx context.Context, o *options, seen desktop, log io.Writer) error {
	cfg, err := o.agent()
	if err != nil {
		return err
	}
	messages := notify.New()
	defer messages.End()
	cfg.Log, cfg.Messages = log, messages
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(thrift)
	}
	ready := make(chan struct{})
	cfg.Ready = func() { close(ready) }
	ctx, ended := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		defer ended()
		done <- agent.Run(ctx, cfg)
	}()
	select {
	case <-ready:
		if seen.tray {
			runTray(ctx, messages, seen.atSignIn, slog.New(slog.NewTextHandler(log, nil)))
		}
	case <-ctx.Done():
	}
	if err := <-done; err != nil {
		return failure{"agent", err.Error()}
	}
	return nil
}

// agent says how the agent works on this computer.
func (o *options) agent() (cfg agent.Config, err error) {
	key, err := deviceKey()
	if err != nil {
		return cfg, failure{"device_key", err.Error()}
	}
	folder, err := folders.State()
	if err != nil {
		return cfg, err
	}
	self, err := os.Executable()
	if err != nil {
		return cfg, err
	}
	given, err := o.givenToken()
	if err != nil {
		return cfg, err
	}
	device, _ := os.Hostname() // nameless if there is none
	return agent.Config{
		Server: o.Server, Pin: o.Pin, Unchecked: o.NoCheck, Folder: folder, Device: device, Version: version,
		SettingsFile: o.configFile(), PreferencesFile: settings.DefaultPreferences(),
		Command: []string{self, "agent", "--at-sign-in"}, ServerProgram: launch.Find("gotunneld"),
		NewClient: func(server, pin, token string) *tunnelcore.Client { return newClient(key, server, pin, token) },
		Token: func(ctx context.Context, server string) (string, error) {
			if given != "" && signin.Key(server) == signin.Key(o.Server) {
				return given, nil
			}
			return signin.Store{Folder: folder}.Token(ctx, server)
		},
	}, nil
}
