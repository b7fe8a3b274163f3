//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"gotunnel/build/sample"
)

// startTimeout is far more than the server and the link need together, which is
// under a second: it is there so that a broken build ends with a sentence.
const startTimeout = 30 * time.Second

// demo is one run from the first process to the last.
type demo struct {
	bin    string // folder with our programs
	once   bool   // open the link once and return
	window bool   // open the window
	out    io.Writer
}

// run returns nil when ctx was cancelled or, with once, when the page came. All it
// started has ended by then.
func (d demo) run(ctx context.Context) error {
	data, err := os.MkdirTemp("", "gotunnel-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)

	// Deferred stops run in reverse: the page first, so that visitors' streams end,
	// then the agent, then the server.
	addr, err := serverAddr("127.0.0.1:8080")
	if err != nil {
		return err
	}
	server, err := startServer(ctx, filepath.Join(d.bin, "gotunneld"), addr, data)
	if err != nil {
		return err
	}
	defer server.stop()
	if err := server.await(ctx, server.listening); err != nil {
		return ignoreCancel(ctx, err)
	}
	person := person{bin: d.bin, home: filepath.Join(data, "person")}
	if err := person.join(ctx, data); err != nil {
		return ignoreCancel(ctx, err)
	}
	agent, err := person.startAgent(ctx)
	if err != nil {
		return err
	}
	defer agent.stop()
	if err := agent.await(ctx, agent.ready); err != nil {
		return ignoreCancel(ctx, err)
	}
	page, port, err := servePage()
	if err != nil {
		return err
	}
	defer page.Close()
	link, err := person.share(ctx, port)
	if err != nil {
		return ignoreCancel(ctx, err)
	}
	if d.once {
		return d.openOnce(ctx, link, addr)
	}
	return d.show(ctx, person, link, server.child, agent.child)
}

// servePage serves the sample page on a free port until it is closed.
func servePage() (*http.Server, int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	page := &http.Server{Handler: sample.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go page.Serve(listener) //nolint:errcheck // it always ends with ErrServerClosed, by Close
	return page, listener.Addr().(*net.TCPAddr).Port, nil
}

// openOnce fetches the link and says so when the page came.
func (d demo) openOnce(ctx context.Context, link, addr string) error {
	if err := fetch(ctx, link, addr); err != nil {
		return fmt.Errorf("the link %s does not work: %w", link, err)
	}
	fmt.Fprintf(d.out, "OK: %s shows the sample page.\n", link)
	return nil
}

// show prints the link, opens what can be opened here, and returns when ctx is
// cancelled, or with an error when a process ended before.
func (d demo) show(ctx context.Context, p person, link string, needed ...*child) error {
	fmt.Fprintf(d.out, "\n    %s\n\n", link)
	fmt.Fprintln(d.out, "This link shows a sample page from your computer, through a server on your computer.")
	closed := make(<-chan struct{})
	if d.window {
		window, err := p.openWindow(ctx)
		if err != nil {
			return err
		}
		defer window.stop()
		closed = window.done
		fmt.Fprintln(d.out, "Gotunnel's window opens now. What it keeps is gone when this ends.")
	} else {
		fmt.Fprintln(d.out, openBrowser(link))
	}
	fmt.Fprintln(d.out, "Press Ctrl-C to stop.")
	for {
		select {
		case <-ctx.Done():
			fmt.Fprintln(d.out, "\nStopping. The link no longer works.")
			return nil
		case <-needed[0].done:
			return needed[0].ended()
		case <-needed[1].done:
			return needed[1].ended()
		case <-closed:
			fmt.Fprintln(d.out, "The window is closed; the link still works. Press Ctrl-C to stop.")
			closed = nil
		}
	}
}

// serverAddr returns preferred when it is free, and a free port otherwise. Another
// program may take it before the server does; then the server says so and ends.
func serverAddr(preferred string) (string, error) {
	listener, err := net.Listen("tcp", preferred)
	if err != nil {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", fmt.Errorf("no free port on this computer: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// ignoreCancel makes nothing of err when the person pressed Ctrl-C during the start.
func ignoreCancel(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
