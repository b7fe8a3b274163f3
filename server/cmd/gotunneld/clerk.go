package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"gotunnel/server"
	"gotunnel/server/admin"
	"gotunnel/server/operator"
)

// clerk takes orders to the server's API: that of the running server, by its
// socket, or the same one in this process when none runs.
type clerk struct {
	http.Client
	out  io.Writer
	json bool   // answer for programs
	data string // the server's folder
	// close is to be called at the end.
	close func() error
}

// need says what an order has to have when no server runs.
type need int

const (
	aStore   need = iota // there must have been a server
	anyStore             // one is made if there was none
	aKey                 // that too, and the server's key
)

// newClerk finds out whether a server runs.
func newClerk(s *settings, needs need) (*clerk, error) {
	if c, err := online(s); c != nil || err != nil {
		return c, err
	}
	return offline(s, needs)
}

// online is a clerk of the server that runs; nil if none does.
func online(s *settings) (*clerk, error) {
	path := filepath.Join(s.Data, admin.SocketFile)
	conn, err := net.Dial("unix", path)
	switch {
	case err == nil:
		conn.Close()
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}
		transport := &http.Transport{DialContext: dial}
		return &clerk{
			Client: http.Client{Transport: transport},
			close:  func() error { transport.CloseIdleConnections(); return nil },
		}, nil
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("only the user that gotunneld runs as and root may do this (%w): become one of them, as with sudo", err)
	}
	return nil, nil
}

// offline opens the store without a server.
func offline(s *settings, needs need) (*clerk, error) {
	config, err := s.config()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(server.StorePath(s.Data)); needs == aStore && errors.Is(err, os.ErrNotExist) {
		return nil, failed(fmt.Errorf("there is no server's store in %s: name its folder with --data, or begin with gotunneld invite", s.Data))
	}
	if err := prepareData(s.Data); err != nil {
		return nil, failed(err)
	}
	var invite server.Links
	if needs == aKey {
		cert, _, err := addCertificates(&config, *s, slog.New(slog.DiscardHandler))
		if err != nil {
			return nil, failed(err)
		}
		invite = links(config.Home(), dialable(s.Listen, config.Domain), cert)
	}
	// There is no log of a server to write to, so who did what is not noted.
	desk, closing, err := server.OpenDesk(config, invite)
	if err != nil {
		return nil, failed(err)
	}
	handler := admin.Handler(admin.Info{Desk: desk, Logger: slog.New(slog.DiscardHandler)})
	return &clerk{
		Client: http.Client{Transport: inProcess{handler}},
		close:  func() error { return errors.Join(closing(), giveToOwner(s.Data)) },
	}, nil
}

// order asks the API, with what in is as JSON unless it is nil, and decodes the
// answer into answer, unless that is nil.
func (c *clerk) order(ctx context.Context, method, path string, in, answer any) error {
	response, err := c.ask(ctx, method, path, in)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if answer == nil {
		return nil
	}
	return failed(json.NewDecoder(response.Body).Decode(answer))
}

// ask returns an answer that is a success. The caller closes its body.
func (c *clerk) ask(ctx context.Context, method, path string, in any) (*http.Response, error) {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return nil, failed(err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://gotunneld/v1/"+path, &body)
	if err != nil {
		return nil, failed(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.Do(request)
	if err != nil {
		return nil, failed(fmt.Errorf("the server did not answer: %w", err))
	}
	if response.StatusCode < http.StatusBadRequest {
		return response, nil
	}
	defer response.Body.Close()
	problem := &operator.Error{}
	if err := json.NewDecoder(response.Body).Decode(problem); err != nil {
		return nil, failed(fmt.Errorf("the server answered %s: %w", response.Status, err))
	}
	if problem.Code == operator.Invalid {
		return nil, problem
	}
	return nil, failed(problem)
}

// show prints the API's answer to a question as it is, for programs, or decodes
// it for tell.
func show[T any](ctx context.Context, c *clerk, path string, tell func(T)) error {
	if c.json {
		var raw json.RawMessage
		if err := c.order(ctx, http.MethodGet, path, nil, &raw); err != nil {
			return err
		}
		return c.printJSON(raw)
	}
	var answer T
	if err := c.order(ctx, http.MethodGet, path, nil, &answer); err != nil {
		return err
	}
	tell(answer)
	return nil
}

func (c *clerk) printJSON(what any) error {
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return failed(encoder.Encode(what))
}

// say prints a sentence for people.
func (c *clerk) say(format string, args ...any) {
	if !c.json {
		fmt.Fprintf(c.out, format+"\n", args...)
	}
}
