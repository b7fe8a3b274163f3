// Package signin keeps what lets this computer into servers: a token for each.
//
//	store := signin.Store{Folder: stateFolder}
//	invite, err := signin.ParseInvite(text, "", "")
//	where, err := store.Place(ctx, localapi.InKeyring) // before the invite is used up
//	grant, err := store.Redeem(ctx, client, invite, "studio-mac", where)
//	token, err := store.Token(ctx, "share.acme.dev")
//
// Errors are a localapi.Error where a person can do something about it. It never
// falls back from the system's password store to a file by itself.
package signin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gotunnel/app/keychain"
	"gotunnel/app/localapi"
	"gotunnel/app/wholefile"
	"gotunnel/tunnelcore/wire"
)

// CodeSignIn is the code for a sign-in that can't be had or kept.
const CodeSignIn = "sign_in"

// Store keeps sign-ins. A file for each server, in the folder of this computer's
// key, has the token or says that the system's password store has it, so that
// nobody is asked to unlock that for a server without one.
type Store struct {
	// Folder is where programs keep what is theirs.
	Folder string
}

// inKeyring is what a file says whose token is in the password store.
const inKeyring = "keyring"

// maxFile is far more than a token has, in bytes.
const maxFile = 1024

// Key is a server in the one spelling that its sign-in is kept under.
func Key(server string) string { return strings.TrimSuffix(strings.ToLower(server), ":443") }

func (s Store) file(server string) string {
	name := strings.NewReplacer(":", "_", "[", "", "]", "").Replace(Key(server))
	return filepath.Join(s.Folder, "sign-in", name)
}

// Token is the token for a server, "" if there is none. A locked password store
// may ask its person to unlock it.
func (s Store) Token(ctx context.Context, server string) (string, error) {
	name := s.file(server)
	text, err := readFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", localapi.Error{Code: CodeSignIn, Message: fmt.Sprintf("The sign-in to %s can't be read: %v.", server, err)}
	case text != inKeyring:
		return CheckToken("the sign-in in "+name, text)
	}
	token, err := keychain.Get(ctx, Key(server))
	if errors.Is(err, keychain.ErrNotFound) {
		return "", localapi.Error{Code: CodeSignIn, Message: fmt.Sprintf(
			"The sign-in to %s is not in the password store any more. Sign in with a new invite.", server)}
	}
	if err != nil {
		return "", keyringError(err)
	}
	return CheckToken("the sign-in in the password store", token)
}

// keyringError is what is in the way of a password store.
func keyringError(err error) error {
	code := CodeSignIn
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, keychain.ErrLocked):
		code = localapi.CodeLocked
	case errors.Is(err, keychain.ErrNone):
		code = localapi.CodeNoKeyring
	}
	return localapi.Error{Code: code, Message: strings.TrimSuffix(err.Error(), ".") + "."}
}

// Place is where a sign-in will be kept, seen to work. The caller uses no invite
// up before that.
func (s Store) Place(ctx context.Context, keep localapi.Keep) (localapi.Keep, error) {
	if keep == localapi.UntilQuit {
		return keep, nil
	}
	if err := s.writable(); err != nil {
		return keep, localapi.Error{Code: CodeSignIn, Message: fmt.Sprintf("The sign-in can't be kept: %v.", err)}
	}
	if keep == localapi.InFile {
		return keep, nil
	}
	if err := keychain.Check(ctx); err != nil {
		return keep, keyringError(err)
	}
	return keep, nil
}

func (s Store) writable() error {
	folder := filepath.Dir(s.file("x"))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".writable-*")
	if err != nil {
		return err
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

// Keep keeps a token for a server over what there was.
func (s Store) Keep(ctx context.Context, server string, token wire.Token, keep localapi.Keep) error {
	text := token.Reveal()
	switch keep {
	case localapi.UntilQuit:
		return nil
	case localapi.InKeyring:
		text = inKeyring
		if err := keychain.Set(ctx, Key(server), token.Reveal()); err != nil {
			return keyringError(err)
		}
	case localapi.InFile:
	}
	return wholefile.Write(s.file(server), []byte(text+"\n"), 0o600)
}

// Forget forgets a server's token, and says whether there was one.
func (s Store) Forget(ctx context.Context, server string) (was bool, err error) {
	name := s.file(server)
	text, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if text == inKeyring {
		if err := keychain.Delete(ctx, Key(server)); err != nil && !errors.Is(err, keychain.ErrNotFound) {
			return true, keyringError(err)
		}
	}
	return true, os.Remove(name)
}

// CheckToken is the token in text, which came from what.
func CheckToken(what, text string) (string, error) {
	token, err := wire.ParseToken(strings.TrimSpace(text))
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	return token.Reveal(), nil
}

func readFile(name string) (string, error) {
	text, err := wholefile.Read(name, maxFile)
	return strings.TrimSpace(string(text)), err
}
