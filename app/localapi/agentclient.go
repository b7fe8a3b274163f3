package localapi

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// About says what an agent is.
func (c *Client) About(ctx context.Context) (about About, err error) {
	return about, c.call(ctx, http.MethodGet, "/v1/agent", nil, &about)
}

// State tells what there is to show, now and whenever it changed, until ctx ends.
// With list the agent also asks apps for their titles and icons, as somebody sees
// the list of them. An error is the last thing that it tells: io.EOF if the agent
// was told to end, and another one if it was killed.
func (c *Client) State(ctx context.Context, list bool) iter.Seq2[Snapshot, error] {
	path := "/v1/state"
	if list {
		path += "?list=1"
	}
	return events[Snapshot](ctx, c, path)
}

// Start has an agent share something, and waits for the link.
func (c *Client) Start(ctx context.Context, want NewShare) (share Share, err error) {
	return share, c.call(ctx, http.MethodPost, "/v1/shares", want, &share)
}

// Undo shares again what Stop ended within the last minute.
func (c *Client) Undo(ctx context.Context, name string) (share Share, err error) {
	return share, c.call(ctx, http.MethodPost, at(name)+"/undo", nil, &share)
}

// Icon is the icon that a share or an app names.
func (c *Client) Icon(ctx context.Context, id string) (icon Icon, err error) {
	return icon, c.call(ctx, http.MethodGet, "/v1/icons/"+url.PathEscape(id), nil, &icon)
}

// FolderInfo says what sharing a folder, or a page in one, would show.
func (c *Client) FolderInfo(ctx context.Context, path string) (info FolderInfo, err error) {
	return info, c.call(ctx, http.MethodGet, "/v1/folder?path="+url.QueryEscape(path), nil, &info)
}

// CheckName says whether a link could have that name.
func (c *Client) CheckName(ctx context.Context, name string) (check NameCheck, err error) {
	return check, c.call(ctx, http.MethodGet, "/v1/names/"+url.PathEscape(name), nil, &check)
}

// Names are those that the server keeps for this computer.
func (c *Client) Names(ctx context.Context) (names []HeldName, err error) {
	return names, c.call(ctx, http.MethodGet, "/v1/names", nil, &names)
}

// Release gives a name back that is not in use.
func (c *Client) Release(ctx context.Context, name string) error {
	return c.call(ctx, http.MethodDelete, "/v1/names/"+url.PathEscape(name), nil, nil)
}

// Login signs in to a server, and has the agent share through it.
func (c *Client) Login(ctx context.Context, l Login) error {
	return c.call(ctx, http.MethodPost, "/v1/server/login", l, nil)
}

// Logout forgets the sign-in.
func (c *Client) Logout(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/v1/server/logout", nil, nil)
}

// UseServer has the agent share through a server to which this computer is
// signed in.
func (c *Client) UseServer(ctx context.Context, server, pin string) error {
	return c.call(ctx, http.MethodPost, "/v1/server/use", use{server, pin}, nil)
}

// TryHere has the agent start a server on this computer, and share through it.
func (c *Client) TryHere(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/v1/server/here", nil, nil)
}

// Retry has the server tried at once.
func (c *Client) Retry(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/v1/server/retry", nil, nil)
}

// ChangeSettings changes what a person chose.
func (c *Client) ChangeSettings(ctx context.Context, change SettingsChange) error {
	return c.call(ctx, http.MethodPatch, "/v1/settings", change, nil)
}

// Dismiss says that the person knows of damage that the agent tells of.
func (c *Client) Dismiss(ctx context.Context) error {
	return c.call(ctx, http.MethodDelete, "/v1/problem", nil, nil)
}

// Diagnostics is a report without secrets.
func (c *Client) Diagnostics(ctx context.Context) (report string, err error) {
	return report, c.call(ctx, http.MethodGet, "/v1/diagnostics", nil, &report)
}

// Log is what happened lately, a line at a time, and with follow what happens until
// ctx ends. An error is the last thing that it tells: io.EOF when that was all.
func (c *Client) Log(ctx context.Context, follow bool) iter.Seq2[string, error] {
	path := "/v1/log"
	if follow {
		path += "?follow=1"
	}
	return events[string](ctx, c, path)
}

// Window says that there is a window, and tells what it is to show, until ctx
// ends, which it has to; an error is the last thing that it tells. It is refused
// with CodeWindow if there is a window already, which was told to show itself.
func (c *Client) Window(ctx context.Context) (iter.Seq2[View, error], error) {
	res, err := c.do(ctx, http.MethodGet, "/v1/window", nil) //nolint:bodyclose // readEvents does, or the end of ctx
	if err != nil {
		return nil, err
	}
	return func(yield func(View, error) bool) { readEvents(res.Body, yield) }, nil
}

// Show has the window show something; false if there is none.
func (c *Client) Show(ctx context.Context, v View) (shown bool, err error) {
	return shown, c.call(ctx, http.MethodPost, "/v1/window/show", v, &shown)
}

// Quit ends an agent and its shares.
func (c *Client) Quit(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/v1/quit", nil, nil)
}
