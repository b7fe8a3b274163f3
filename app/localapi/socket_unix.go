//go:build unix

package localapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// dial connects to a unix socket.
func dial(ctx context.Context, socket string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "unix", socket)
}

func listen(name string) (net.Listener, error) {
	path, err := socketOf(name)
	if err != nil {
		return nil, err
	}
	if err := private(filepath.Dir(path)); err != nil {
		return nil, err
	}
	// One of that name is of a process that was killed.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the socket for other commands can't be made: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if errors.Is(err, syscall.EINVAL) { // longer than a socket's name may be, unix(7): 107 bytes, 103 on macOS
		return nil, fmt.Errorf("%s is too long for a socket: set XDG_RUNTIME_DIR to a folder with a shorter name", path)
	}
	if err != nil {
		return nil, fmt.Errorf("the socket for other commands can't be made: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return &ownersOnly{ln}, nil
}

const suffix = ".sock"

// socketOf is the path of the socket with a name. It does not fail.
func socketOf(name string) (string, error) { return filepath.Join(folder(), name+suffix), nil }

// sockets are the paths of those that this person's programs made.
func sockets() (paths []string, err error) {
	dir := folder()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, nil
}

// folder is where sockets are: what the XDG base directory specification has
// for them, or one of our own among the temporary ones.
func folder() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gotunnel")
	}
	return filepath.Join(os.TempDir(), "gotunnel-"+strconv.Itoa(os.Getuid()))
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
