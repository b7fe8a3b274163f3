package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

func reloadCommand() *cobra.Command {
	return runningCommand(&cobra.Command{
		Use:   "reload",
		Short: "Have the running server read its settings again",
		Long: `Have the running server read its settings again, as SIGHUP does. No
connection is dropped. What can't change without a restart is in its log.`,
	}, func(cmd *cobra.Command, s settings) error {
		if _, err := s.config(); err != nil {
			return err
		}
		pid, _, err := runningServer(s.Data)
		if err == nil {
			err = syscall.Kill(pid, syscall.SIGHUP)
		}
		if err != nil {
			return failed(err)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "The server, process %d, reads its settings again. Its log says what changed.\n", pid)
		return failed(err)
	})
}

func restartCommand() *cobra.Command {
	return runningCommand(&cobra.Command{
		Use:   "restart",
		Short: "Have another process take the running server's place, as after an upgrade",
		Long: `Have another process take the running server's place, as SIGUSR2 does: of the
program's file as it is now. No visitor is refused, and what they have open
is finished. If the new process can't serve, the old one goes on.`,
	}, func(cmd *cobra.Command, s settings) error {
		was, is, err := restartRunning(cmd.Context(), s.Data)
		if err != nil {
			return failed(err)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Process %d serves in place of %d, which lets its visitors finish.\n", is, was)
		return failed(err)
	})
}

// runningCommand completes a command that does something to a running server.
func runningCommand(cmd *cobra.Command, run func(*cobra.Command, settings) error) *cobra.Command {
	s := defaults()
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(cmd.Flags()); err != nil {
			return err
		}
		return run(cmd, s)
	}
	s.bindPlace(cmd.Flags())
	complete(cmd)
	return cmd
}

const (
	// lookEvery is how often it is looked whether a restart has come about.
	lookEvery = 20 * time.Millisecond
	// restartWait is longer than the server gives its successor.
	restartWait = startWait + letGoWait + takeWait + 5*time.Second
)

// restartRunning restarts the server with that data folder, and returns its
// process before and after.
func restartRunning(ctx context.Context, data string) (was, is int, err error) {
	was, before, err := runningServer(data)
	if err != nil {
		return 0, 0, err
	}
	if err := syscall.Kill(was, syscall.SIGUSR2); err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, restartWait, fmt.Errorf("nothing came of it in %v: see the server's log", restartWait))
	defer cancel()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-look.C:
		case <-ctx.Done():
			return 0, 0, context.Cause(ctx)
		}
		is, note, err := runningServer(data)
		switch {
		case err != nil && syscall.Kill(was, 0) == nil: // between the two
		case err != nil:
			return 0, 0, err
		case is != was:
			return was, is, nil
		case note != before && note != "":
			_, why, _ := strings.Cut(note, " ")
			return 0, 0, errors.New("the server was not restarted, and goes on as before: " + why)
		}
	}
}
