package localapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Listen opens a socket that Find finds, and which only this person may use.
// Closing it removes it.
func Listen() (net.Listener, error) { return listen(strconv.Itoa(os.Getpid())) }

// ListenAgent is Listen for the agent, whom DialAgent finds. The caller has made
// sure that there is no other one.
func ListenAgent() (net.Listener, error) { return listen(agentName) }

// agentName is the name of the agent's socket.
const agentName = "agent"

// DialAgent is the way to the agent; false if none runs. The caller closes it.
func DialAgent(ctx context.Context) (*Client, bool) {
	dir, err := folder()
	if err != nil {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, findWait)
	defer cancel()
	client := NewClient(filepath.Join(dir, agentName+suffix))
	if _, err := client.About(ctx); err != nil {
		client.Close()
		return nil, false
	}
	return client, true
}

func listen(name string) (net.Listener, error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	if err := private(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, name+suffix)
	// One of that name is of a process that was killed.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the socket for other commands can't be made: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("the socket for other commands can't be made: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return &ownersOnly{ln}, nil
}

const suffix = ".sock"

// folder is where sockets are: what the XDG base directory specification has
// for them, or one of our own among the temporary ones.
func folder() (string, error) {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gotunnel"), nil
	}
	if runtime.GOOS == "windows" {
		dir, err := os.UserCacheDir() // this person's alone
		return filepath.Join(dir, "gotunnel"), err
	}
	return filepath.Join(os.TempDir(), "gotunnel-"+strconv.Itoa(os.Getuid())), nil
}

// private makes dir this person's alone. Among the temporary files somebody else
// may have made it first.
func private(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !isOwn(info) {
		return fmt.Errorf("%s belongs to somebody else: remove it, or set XDG_RUNTIME_DIR to a folder of your own", dir)
	}
	return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs x
}

// ownersOnly takes connections of this person and of root only: on some systems
// the mode of a socket is not looked at.
type ownersOnly struct{ net.Listener }

func (l *ownersOnly) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if uid, ok := peer(conn); ok && uid != os.Getuid() && uid != 0 {
			_ = conn.Close()
			continue
		}
		return conn, nil
	}
}

// Found is a share, and the way to the program that shares it.
type Found struct {
	Share  Share
	Client *Client
}

// findWait is how long to wait for a program to say what it shares. One that
// was stopped, as by Ctrl-Z, says nothing.
const findWait = 2 * time.Second

// Find lists what programs of this person share now, each program's in the order
// in which it shares.
func Find(ctx context.Context) ([]Found, error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return ask(ctx, dir, entries), nil
}

// Others lists what other programs than the agent share. Clients are for the
// caller to close.
func Others(ctx context.Context) []Found {
	dir, err := folder()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	return ask(ctx, dir, slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == agentName+suffix }))
}

// ask has every program whose socket is in dir say what it shares, all at once: one
// that was stopped keeps no other from being heard.
func ask(ctx context.Context, dir string, entries []fs.DirEntry) []Found {
	ctx, cancel := context.WithTimeout(ctx, findWait)
	defer cancel()
	answers := make([][]Found, len(entries))
	var wg sync.WaitGroup
	for i, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			wg.Go(func() { answers[i] = askOne(ctx, filepath.Join(dir, e.Name())) })
		}
	}
	wg.Wait()
	return slices.Concat(answers...)
}

// askOne has one program say it. A socket that nobody answers is the rest of one
// that was killed.
func askOne(ctx context.Context, socket string) (all []Found) {
	client := NewClient(socket)
	shares, _ := client.Shares(ctx)
	for _, s := range shares {
		all = append(all, Found{s, client})
	}
	if len(all) == 0 {
		client.Close()
	}
	return all
}
