package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"

	"gotunnel/app/browser"
	"gotunnel/app/clipboard"
	"gotunnel/app/localapi"
	"gotunnel/app/notify"
	"gotunnel/app/tray"
)

// runTray shows the tray until ctx ends. Without a desktop there is none, and
// sharing goes on.
func runTray(ctx context.Context, messages *notify.Notifier, log *slog.Logger) {
	client, ok := localapi.DialAgent(ctx)
	if !ok {
		return // it is ending
	}
	defer client.Close()
	err := tray.Run(ctx, tray.Config{
		Client: client, Browse: browser.Open, Copy: clipboard.Copy, Logger: log,
		OpenWindow: openWindow,
		Tell: func(ctx context.Context, title, body string) {
			if err := messages.Send(ctx, "tray", title, body); err != nil {
				log.Info("a message can't be shown", "err", err)
			}
		},
		NoTray: func() { log.Info("nobody shows icons of trays; it comes when somebody does") },
	})
	if err != nil {
		log.Info("there is no icon in the tray", "err", err)
	}
}

// desktopProgram is the one that has the window.
const desktopProgram = "gotunnel-desktop"

// openWindow starts the window with a view, and does not wait for it.
func openWindow(v localapi.View) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program := programBeside(self, desktopProgram)
	if program == "" {
		return errors.New("The window is a program of its own, " + desktopProgram + ", which is not installed on this computer.") //nolint:staticcheck,revive // shown to people as it is
	}
	args := []string{"--show", v.Name, "--share", v.Share}
	if v.Invite != "" {
		args = []string{v.Invite}
	}
	cmd := exec.Command(program, args...) //nolint:gosec // ours
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // it lives as long as its person wants
	return nil
}
