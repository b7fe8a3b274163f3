package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gotunnel/app/folders"
	"gotunnel/app/keychain"
	"gotunnel/app/wholefile"
	"gotunnel/tunnelcore/wire"
)

// A sign-in is the token for a server. A file for each server, in the folder of
// this computer's key, has the token or says that the system's password store
// has it, so that nobody is asked to unlock that for a server without one.
const inKeyring = "keyring"

// codeSignIn is the code for a sign-in that can't be had or kept.
const codeSignIn = "sign_in"

// serverKey is a server in the one spelling that its sign-in is kept under.
func serverKey(server string) string {
	return strings.TrimSuffix(strings.ToLower(server), ":443")
}

func signInFile(server string) (string, error) {
	dir, err := folders.State()
	name := strings.NewReplacer(":", "_", "[", "", "]", "").Replace(serverKey(server))
	return filepath.Join(dir, "sign-in", name), err
}

// readSignIn is the token for a server, "" if there is none.
func readSignIn(ctx context.Context, server string) (string, error) {
	name, err := signInFile(server)
	if err != nil {
		return "", nil //nolint:nilerr // there is no place where it could be
	}
	text, err := readFile(name, maxSecret)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", failure{codeSignIn, fmt.Sprintf("The sign-in to %s can't be read: %v.", server, err)}
	case strings.TrimSpace(text) != inKeyring:
		return checkToken("the sign-in in "+name, text)
	}
	token, err := keychain.Get(ctx, serverKey(server))
	if errors.Is(err, keychain.ErrNotFound) {
		return "", failure{codeSignIn, fmt.Sprintf("The sign-in to %s is not in the password store any more. "+
			"Sign in with a new invite: gotunnel login", server)}
	}
	if err != nil {
		return "", keyringFailure(err)
	}
	return checkToken("the sign-in in the password store", token)
}

// keyringFailure says what to do about a password store.
func keyringFailure(err error) error {
	return failure{codeSignIn, strings.TrimSuffix(err.Error(), ".") +
		". To keep the sign-in in a file that only you can read, sign in with: gotunnel login --save-in-file"}
}

// writeSignIn keeps a token for a server.
func writeSignIn(ctx context.Context, server string, token wire.Token, keyring bool) error {
	name, err := signInFile(server)
	if err != nil {
		return err
	}
	text := token.Reveal()
	if keyring {
		text = inKeyring
		if err := keychain.Set(ctx, serverKey(server), token.Reveal()); err != nil {
			return err
		}
	}
	return wholefile.Write(name, []byte(text+"\n"), 0o600)
}

// removeSignIn forgets a server's token, and says whether there was one.
func removeSignIn(ctx context.Context, server string) (was bool, err error) {
	name, err := signInFile(server)
	if err != nil {
		return false, err
	}
	text, err := readFile(name, maxSecret)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if strings.TrimSpace(text) == inKeyring {
		if err := keychain.Delete(ctx, serverKey(server)); err != nil && !errors.Is(err, keychain.ErrNotFound) {
			return true, err
		}
	}
	return true, os.Remove(name)
}

// canKeep sees whether there is a place for sign-ins.
func canKeep(server string) error {
	name, err := signInFile(server)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".writable-*")
	if err != nil {
		return err
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

// checkToken is the token in text, which came from what.
func checkToken(what, text string) (string, error) {
	token, err := wire.ParseToken(strings.TrimSpace(text))
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	return token.Reveal(), nil
}
