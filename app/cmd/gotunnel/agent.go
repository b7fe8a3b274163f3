package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"gotunnel/app/agent"
	"gotunnel/app/folders"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
	"gotunnel/tunnelcore"
)

const agentLong = `Share in the background. "gotunnel share --detach" starts this by itself; it
shares again what it shared before, and goes on until "gotunnel quit".

Every share of it is shown and changed by the same commands as any other.`

func agentCommand() *cobra.Command {
	o := options{}
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Share in the background",
		Long:  agentLong,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.load(cmd.Flags()); err != nil {
				return err
			}
			return runAgent(cmd.Context(), &o, cmd.ErrOrStderr())
		},
	}
	o.bindServer(cmd.Flags())
	return cmd
}

func runAgent(ctx context.Context, o *options, log io.Writer) error {
	cfg, err := o.agent()
	if err != nil {
		return err
	}
	cfg.Log = log
	if err := agent.Run(ctx, cfg); err != nil {
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
	device, _ := os.Hostname() // nameless if there is none
	return agent.Config{
		Server: o.Server, Pin: o.Pin, Folder: folder, Device: device, Version: version,
		SettingsFile: o.configFile(), PreferencesFile: settings.DefaultPreferences(),
		Command: []string{self, "agent"}, ServerProgram: serverProgram(self),
		NewClient: func(server, pin, token string) *tunnelcore.Client { return newClient(key, server, pin, token) },
		Token: func(ctx context.Context, server string) (string, error) {
			if signin.Key(server) == signin.Key(o.Server) {
				return o.token(ctx)
			}
			return signIn(ctx, server)
		},
	}, nil
}

// serverProgram is the gotunneld beside this program, or in PATH; "" if there is
// none.
func serverProgram(self string) string {
	beside := filepath.Join(filepath.Dir(self), "gotunneld"+filepath.Ext(self))
	if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
		return beside
	}
	path, err := exec.LookPath("gotunneld")
	if err != nil {
		return ""
	}
	return path
}
