package localapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Client asks one program that shares. Its methods may be called at once. They
// block until that program answers or ctx ends, and return its [Error], or one
// of the network when it is gone.
type Client struct{ http *http.Client }

// NewClient speaks to the program that listens on a socket: its path, or on Windows
// a pipe's name. It connects when it is used; the caller closes it.
func NewClient(socket string) *Client {
	return &Client{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, socket) },
	}}}
}

// Close closes connections that are not in use.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Shares lists what the program shares.
func (c *Client) Shares(ctx context.Context) (shares []Share, err error) {
	return shares, c.call(ctx, http.MethodGet, "/v1/shares", nil, &shares)
}

// Change changes a share.
func (c *Client) Change(ctx context.Context, share string, change Change) error {
	return c.call(ctx, http.MethodPatch, at(share), change, nil)
}

// Stop ends a share.
func (c *Client) Stop(ctx context.Context, share string) error {
	return c.call(ctx, http.MethodDelete, at(share), nil, nil)
}

// Password is what visitors of a share need; empty if they need none.
func (c *Client) Password(ctx context.Context, share string) (secret string, err error) {
	return secret, c.call(ctx, http.MethodGet, at(share)+"/password", nil, &secret)
}

// Requests lists the requests that are kept, the newest last.
func (c *Client) Requests(ctx context.Context, share string) (list []Request, err error) {
	return list, c.call(ctx, http.MethodGet, at(share)+"/requests", nil, &list)
}

// Request is all that is known of one request.
func (c *Client) Request(ctx context.Context, share string, id int, reveal bool) (d Detail, err error) {
	return d, c.call(ctx, http.MethodGet, one(share, id)+revealing(reveal), nil, &d)
}

// Curl is a shell command that sends a request to the app.
func (c *Client) Curl(ctx context.Context, share string, id int, reveal bool) (command string, err error) {
	return command, c.call(ctx, http.MethodGet, one(share, id)+"/curl"+revealing(reveal), nil, &command)
}

// HAR is what is kept, as an HTTP Archive.
func (c *Client) HAR(ctx context.Context, share string, reveal bool) (archive json.RawMessage, err error) {
	return archive, c.call(ctx, http.MethodGet, at(share)+"/har"+revealing(reveal), nil, &archive)
}

// Replay sends a request to the app again, and returns the number of the new one
// when it is answered.
func (c *Client) Replay(ctx context.Context, share string, id int, edit Edit) (again int, err error) {
	return again, c.call(ctx, http.MethodPost, one(share, id)+"/replay", edit, &again)
}

// Watch tells of the requests that are kept, then of every change, until ctx
// ends. An error is the last thing that it tells.
func (c *Client) Watch(ctx context.Context, share string) iter.Seq2[Request, error] {
	return events[Request](ctx, c, at(share)+"/watch")
}

func at(share string) string { return "/v1/shares/" + url.PathEscape(share) }

func one(share string, id int) string { return fmt.Sprintf("%s/requests/%d", at(share), id) }

func revealing(reveal bool) string {
	if reveal {
		return "?reveal=1"
	}
	return ""
}

// call sends body, if there is one, as JSON, and reads the answer into what is
// not nil.
func (c *Client) call(ctx context.Context, method, path string, body, into any) error {
	res, err := c.do(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if into == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// do returns an answer that is no refusal; the caller closes its body.
func (c *Client) do(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var sent io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://gotunnel"+path, sent)
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode < http.StatusBadRequest {
		return res, nil
	}
	defer res.Body.Close()
	return nil, refusal(res)
}

func refusal(res *http.Response) error {
	var e Error
	if err := json.NewDecoder(res.Body).Decode(&e); err != nil || e.Message == "" {
		return errors.New("the program that shares answered with " + strings.ToLower(res.Status))
	}
	return e
}
