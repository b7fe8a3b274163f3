package agent

import (
	"context"
	"iter"
	"time"

	"gotunnel/app/autostart"
	"gotunnel/app/localapi"
)

// together is how long changes are collected before they are told, so that a
// thousand a second are no more work than twenty.
const together = 50 * time.Millisecond

// State implements [localapi.Agent].
func (a *Agent) State(ctx context.Context, list bool) iter.Seq[localapi.Snapshot] {
	return func(yield func(localapi.Snapshot) bool) {
		if list {
			a.listed(1)
			defer a.listed(-1)
		}
		a.lookAtSignIn()
		for {
			now, changed := a.snapshot()
			if !yield(now) || !wait(ctx, changed) || !pause(ctx, together) {
				return
			}
		}
	}
}

// wait waits for a change; false if ctx ended.
func wait(ctx context.Context, changed <-chan struct{}) bool {
	select {
	case <-changed:
		return true
	case <-ctx.Done():
		return false
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// snapshot is what there is to show, and what is closed at the next change.
func (a *Agent) snapshot() (localapi.Snapshot, <-chan struct{}) {
	changed := a.changed.wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	now := localapi.Snapshot{
		Server: a.link, Shares: []localapi.Share{}, Apps: a.appsLocked(), Settings: a.settingsLocked(), Problem: a.trouble.problem(),
	}
	for _, k := range a.kept {
		now.Shares = append(now.Shares, a.stateLocked(k))
	}
	for _, f := range a.elsewhere {
		now.Shares = append(now.Shares, f.Share)
	}
	return now, changed
}

func (a *Agent) settingsLocked() localapi.Settings {
	appearance := a.prefs.Appearance
	if appearance == "" {
		appearance = "system"
	}
	return localapi.Settings{
		Appearance: appearance, Language: a.prefs.Language, Notifications: !a.prefs.Quiet, Inspect: !a.prefs.Forget,
		AtSignIn: string(a.atSignIn), AskedAtSignIn: a.prefs.AskedAtSignIn, AskedPublic: a.prefs.AskedPublic,
		Device: a.Device, Version: a.Version,
	}
}

// ChangeSettings implements [localapi.Agent].
func (a *Agent) ChangeSettings(c localapi.SettingsChange) error {
	if c.AtSignIn != nil {
		err := startAtSignIn(*c.AtSignIn, a.Command)
		a.lookAtSignIn()
		if err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.prefs
	if c.Appearance != nil {
		switch *c.Appearance {
		case "light", "dark":
			p.Appearance = *c.Appearance
		default:
			p.Appearance = ""
		}
	}
	set(&p.Language, c.Language)
	set(&p.AskedAtSignIn, c.AskedAtSignIn)
	set(&p.AskedPublic, c.AskedPublic)
	unset(&p.Quiet, c.Notifications)
	unset(&p.Forget, c.Inspect)
	defer a.changed.tell()
	if p == a.prefs {
		return nil
	}
	if err := p.Save(a.PreferencesFile); err != nil {
		return err
	}
	a.prefs = p
	return nil
}

func set[T any](what *T, to *T) {
	if to != nil {
		*what = *to
	}
}

func unset(what, to *bool) {
	if to != nil {
		*what = !*to
	}
}

// lookAtSignIn reads what happens at sign-in: when somebody begins to look, since
// its person may have changed that in the settings of the system, and after a
// change of ours. A snapshot is too frequent for that.
func (a *Agent) lookAtSignIn() {
	state, err := autostart.State()
	if err != nil {
		state = autostart.Off
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.atSignIn != state {
		a.atSignIn = state
		a.changed.tell()
	}
}

// startAtSignIn has the agent started at sign-in, by a command, or not any more.
func startAtSignIn(on bool, command []string) error {
	if on {
		return autostart.Enable(command)
	}
	return autostart.Disable()
}
