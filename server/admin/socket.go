package admin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/user"
	"strconv"

	"gotunnel/server/operator"
)

// SocketFile is the socket's name in a server's data folder.
const SocketFile = "admin.sock"

// maxSocket is the longest path of a socket, with the byte that ends it: macOS
// has the shortest.
const maxSocket = 104

// ListenSocket opens the socket at path, for this process's user and root. One
// that a server left behind is replaced: the caller sees that none uses the
// folder. Closing it leaves the file, since another server may have one there by
// then.
func ListenSocket(path string) (net.Listener, error) {
	if len(path) >= maxSocket {
		return nil, fmt.Errorf("the path of the socket %s is too long for a socket: choose a data folder with a shorter one", path)
	}
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.Mode().Type() != fs.ModeSocket:
		return nil, fmt.Errorf("%s is in the way of the server's socket: move it elsewhere", path)
	case err == nil:
		err = os.Remove(path)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return nil, err
	}
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	socket.SetUnlinkOnClose(false)
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	return socket, nil
}

type peerKey struct{}

// peer is who is at the other end of a socket.
type peer struct {
	uid   int
	known bool // where the system tells; elsewhere the file's mode has to do
	err   error
}

func withPeer(ctx context.Context, conn net.Conn) context.Context {
	uid, known, err := peerOf(conn)
	return context.WithValue(ctx, peerKey{}, peer{uid, known, err})
}

func (p peer) allowed() bool {
	return p.err == nil && (!p.known || p.uid == os.Getuid() || p.uid == 0)
}

// local lets the server's own user and root pass. No browser speaks to a socket
// by itself; one that is led here, as ssh can, shows itself by its headers.
type local struct{ next http.Handler }

func (l local) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, ok := r.Context().Value(peerKey{}).(peer)
	switch {
	case !ok || !p.allowed():
		refuse(w, http.StatusForbidden, fmt.Sprintf("Only the user that gotunneld runs as (%s) and root may do this.", userName(os.Getuid())))
	case r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "":
		refuse(w, http.StatusForbidden, "This is for programs. Set --admin-listen to use a browser.")
	default:
		l.next.ServeHTTP(w, r.WithContext(operator.As(r.Context(), User(p.uid))))
	}
}

// User is what the log calls a user of this computer.
func User(uid int) string { return "unix user " + userName(uid) }

func userName(uid int) string {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username + "/" + id
	}
	return id
}
