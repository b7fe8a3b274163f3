package tray

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway/password"
)

const (
	// shareWait is how long a click waits for a link; the server keeps trying after
	// that, and the menu shows it.
	shareWait = 30 * time.Second
	// askWait is how long the agent may take for anything else.
	askWait = 10 * time.Second
)

// clicked does what a click asks for, and tells what came of it.
func (c Config) clicked(ctx context.Context, do command) {
	wait := askWait
	if do.verb == share {
		wait = shareWait
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	done, err := c.carryOut(ctx, do)
	switch {
	case errors.Is(err, context.Canceled): // the tray ends
	case err != nil:
		c.Logger.Warn("a click in the tray menu failed", "error", err)
		c.Tell(context.WithoutCancel(ctx), do.failed(), explain(err))
	case done.title != "":
		c.Tell(ctx, done.title, done.body)
	}
}

// message is what is told; none with an empty title.
type message struct{ title, body string }

func (c Config) carryOut(ctx context.Context, do command) (message, error) {
	switch do.verb {
	case openView:
		return message{}, c.open(ctx, do.view)
	case retry:
		return message{}, c.Client.Retry(ctx)
	case share:
		return c.share(ctx, do)
	case copyLink:
		return c.copied(ctx, do.url, message{"Link copied.", do.state()}, "Not copied."), nil
	case copyBoth:
		secret, err := c.Client.Password(ctx, do.share)
		if err != nil {
			return message{}, err
		}
		return c.copied(ctx, password.CopyText(do.url, secret), message{"Link and password copied.", do.state()}, "Not copied."), nil
	case browse:
		return message{}, c.Browse(do.url)
	case addPassword:
		return c.protect(ctx, do)
	case stop:
		return message{"Stopped.", "The link no longer works."}, c.Client.Stop(ctx, do.share)
	case stopAll:
		return c.stopAll(ctx, do.all)
	case startAtSignIn:
		return message{}, c.Client.ChangeSettings(ctx, localapi.SettingsChange{AtSignIn: &do.on})
	case quit:
		return message{}, c.Client.Quit(ctx)
	case nothing:
	}
	return message{}, nil
}

// open shows something in the window, which is opened if there is none.
func (c Config) open(ctx context.Context, v localapi.View) error {
	shown, err := c.Client.Show(ctx, v)
	if shown {
		return nil
	}
	if err != nil { // the window says better than a message what is wrong
		c.Logger.Warn("the agent can't be asked for the window", "error", err)
	}
	return c.OpenWindow(v)
}

// share shares an app and copies its link. There is no room for a question here,
// so the first message says what a link means.
func (c Config) share(ctx context.Context, do command) (message, error) {
	s, err := c.Client.Start(ctx, localapi.NewShare{Target: do.target})
	if err != nil {
		return message{}, err
	}
	do.url, do.live = s.URL, s.State == localapi.Live
	said := c.copied(ctx, s.URL, message{"Link copied.", do.state()}, do.state())
	if !do.first {
		return said, nil
	}
	said.body += fmt.Sprintf(" Anyone with this link can open the app on port %d until you stop sharing.", do.port)
	known := true
	return said, c.Client.ChangeSettings(ctx, localapi.SettingsChange{AskedPublic: &known})
}

// copied copies text and returns what to tell then. A clipboard that fails hides
// nothing of what went well, which is the title then.
func (c Config) copied(ctx context.Context, text string, told message, instead string) message {
	if err := c.Copy(ctx, text); err != nil {
		c.Logger.Warn("the clipboard can't be reached", "error", err)
		return message{instead, "The link is not copied. " + err.Error()}
	}
	return told
}

func (c Config) protect(ctx context.Context, do command) (message, error) {
	secret := password.Generate()
	if err := c.Client.Change(ctx, do.share, localapi.Change{Password: &secret}); err != nil {
		return message{}, err
	}
	told := message{"Password added. Link and password copied.", do.state()}
	return c.copied(ctx, password.CopyText(do.url, secret), told, "Password added."), nil
}

// stopAll stops as many as it can, and returns an error of the last that it can't.
func (c Config) stopAll(ctx context.Context, all []string) (told message, err error) {
	for _, name := range all {
		// One that ended meanwhile is what was asked for.
		if e := c.Client.Stop(ctx, name); e != nil && !isCode(e, localapi.CodeNoShare) {
			err = e
		}
	}
	return message{"Stopped.", "The links no longer work."}, err
}

func isCode(err error, code string) bool {
	e, ok := errors.AsType[localapi.Error](err)
	return ok && e.Code == code
}

// state says where the link leads, and that it works if it does.
func (c command) state() string {
	where := c.url
	if u, err := url.Parse(c.url); err == nil && u.Host != "" {
		where = u.Host
	}
	if c.live {
		return where + " is live."
	}
	return where
}

// failed is the title over why something did not work.
func (c command) failed() string {
	switch c.verb {
	case share:
		return "Not shared."
	case copyLink, copyBoth:
		return "Not copied."
	case addPassword:
		return "No password was added."
	case stop, stopAll:
		return "Not stopped."
	case openView, retry, browse, startAtSignIn, quit, nothing:
	}
	return "That did not work."
}

// explain is an error as a sentence.
func explain(err error) string {
	if e, ok := errors.AsType[localapi.Error](err); ok {
		return e.Message
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "It takes longer than usual. The menu shows how it goes on."
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return "Gotunnel does not answer. It may be starting again: try once more in a moment."
	}
	return err.Error()
}
