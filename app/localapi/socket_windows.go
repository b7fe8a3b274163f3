package localapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// pipes is where the system has named pipes: one namespace for everybody who uses
// this computer, in which they may see each other's names.
const pipes = `\\.\pipe\`

// dial connects to a pipe, if it is this person's: another one could have made it
// first, to be told secrets. The other end can't act in this person's name.
func dial(ctx context.Context, pipe string) (net.Conn, error) {
	conn, err := winio.DialPipeContext(ctx, pipe)
	if err != nil {
		return nil, err
	}
	if err := checkOwner(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func checkOwner(conn net.Conn) error {
	me, err := self()
	if err != nil {
		return err
	}
	handle := windows.Handle(conn.(interface{ Fd() uintptr }).Fd())
	info, err := windows.GetSecurityInfo(handle, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("it can't be seen whose pipe that is: %w", err)
	}
	owner, _, err := info.Owner()
	if err != nil {
		return fmt.Errorf("it can't be seen whose pipe that is: %w", err)
	}
	if !owner.Equals(me) {
		return errors.New("the pipe belongs to somebody else")
	}
	return nil
}

// listen makes a pipe that is this person's alone (owner; protected list of rights
// with one entry). Windows lets nobody in from other computers.
func listen(name string) (net.Listener, error) {
	pipe, err := socketOf(name)
	if err != nil {
		return nil, err
	}
	me, err := self()
	if err != nil {
		return nil, err
	}
	ln, err := listenPipe(pipe, fmt.Sprintf("O:%[1]sD:P(A;;GA;;;%[1]s)", me))
	if err != nil {
		return nil, fmt.Errorf("the pipe for other commands can't be made: %w", err)
	}
	note, err := leaveNote(name)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the pipe for other commands can't be noted: %w", err), ln.Close())
	}
	return &noted{ln, note}, nil
}

// lettingGo is how long who asked an agent that was killed may hold on to its pipe,
// so that it can't be made again. They see at once that it is gone.
const lettingGo = 2 * time.Second

func listenPipe(pipe, rights string) (net.Listener, error) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for late := time.Now().Add(lettingGo); ; <-again.C {
		ln, err := winio.ListenPipe(pipe, &winio.PipeConfig{SecurityDescriptor: rights})
		if !errors.Is(err, windows.ERROR_ACCESS_DENIED) || time.Now().After(late) {
			return ln, err
		}
	}
}

// noted is a pipe with the note that others find it by: not every system lists its
// pipes.
type noted struct {
	net.Listener
	note windows.Handle
}

func (l *noted) Close() error { return errors.Join(windows.CloseHandle(l.note), l.Listener.Close()) }

// leaveNote makes a file, which is gone when the handle is closed or the process
// ends, however it does.
func leaveNote(name string) (windows.Handle, error) {
	dir, err := folder()
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	path, err := windows.UTF16PtrFromString(filepath.Join(dir, name+suffix))
	if err != nil {
		return 0, err
	}
	const shared = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	return windows.CreateFile(path, windows.DELETE, shared, nil, windows.CREATE_ALWAYS, windows.FILE_FLAG_DELETE_ON_CLOSE, 0)
}

const suffix = ".pipe"

// folder is where notes are: the person's own, or where XDG_RUNTIME_DIR keeps
// programs apart, as on other systems.
func folder() (string, error) {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gotunnel"), nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "gotunnel"), err
}

// socketOf is the pipe with a name: another one for each person, and each folder.
func socketOf(name string) (string, error) {
	me, err := self()
	if err != nil {
		return "", err
	}
	dir, err := folder()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(me.String() + strings.ToLower(dir)))
	return pipes + "gotunnel-" + hex.EncodeToString(sum[:8]) + "-" + name, nil
}

// sockets are the pipes that this person's programs made.
func sockets() (list []string, err error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok {
			pipe, err := socketOf(name)
			if err != nil {
				return nil, err
			}
			list = append(list, pipe)
		}
	}
	return list, nil
}

// self is who runs this program.
func self() (*windows.SID, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, fmt.Errorf("the system does not say who runs this: %w", err)
	}
	return user.User.Sid, nil
}
