// Package keychain keeps this computer's sign-ins in the password store of the
// system: the Secret Service of a Linux desktop, the macOS Keychain, the Windows
// Credential Manager.
//
//	err := keychain.Set(ctx, "share.acme.dev", token)
//	token, err := keychain.Get(ctx, "share.acme.dev")
//
// A store that is locked may ask its person to unlock it, for as long as he
// takes; the end of ctx ends the waiting, but not the question.
//
// It keeps tokens and nothing else, falls back to nothing, and logs nothing.
package keychain

import (
	"context"
	"errors"

	"github.com/zalando/go-keyring"
)

// What there is to say of a store, in the words people see.
var (
	ErrNone   = errors.New("This computer has no password store.")          //nolint:staticcheck,revive // shown to people as it is
	ErrLocked = errors.New("Your keyring is locked. Unlock it to sign in.") //nolint:staticcheck,revive // shown to people as it is
)

// ErrNotFound is returned by Get and Delete for a server without a sign-in.
var ErrNotFound = keyring.ErrNotFound

// service is what our items are called in the store.
const service = "gotunnel"

// Get returns the token for a server.
func Get(ctx context.Context, server string) (string, error) {
	return ask(ctx, func() (string, error) { return keyring.Get(service, server) })
}

// Set keeps a token for a server over what there was.
func Set(ctx context.Context, server, token string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Set(service, server, token) })
	return err
}

// Delete forgets the token for a server.
func Delete(ctx context.Context, server string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Delete(service, server) })
	return err
}

// Check sees whether Set would work, by doing it.
func Check(ctx context.Context) error {
	const test = "a test of the password store"
	if err := Set(ctx, test, "no secret"); err != nil {
		return err
	}
	return Delete(ctx, test)
}

// ask calls f, unless there is no store, and stops waiting for it when ctx ends.
func ask(ctx context.Context, f func() (string, error)) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() { // it may wait for a person longer than we do
		text, err := f()
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, explain(a.err)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
