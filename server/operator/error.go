package operator

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Code tells programs what was wrong with an order.
type Code string

// What can be wrong.
const (
	NotFound   Code = "not_found"   // what it is about does not exist
	Exists     Code = "exists"      // it is there already, or is somebody else's
	Invalid    Code = "invalid"     // it cannot be right
	NotRunning Code = "not_running" // it needs a running server
)

// Error is why an order was not carried out; nothing was changed.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"` // sentences that say what to do
}

func (e *Error) Error() string { return e.Message }

func problem(code Code, format string, args ...any) error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

func noAccount(name string) error {
	return problem(NotFound, "No account is called %s. gotunneld account list shows them.", name)
}

// get is a table's Get whose error for a record that is not there is missing.
func get[T any](tx store.Reader, table store.Table[T], key string, missing error) (T, error) {
	record, err := table.Get(tx, key)
	if errors.Is(err, store.ErrNotFound) {
		err = missing
	}
	return record, err
}

// accountName is an account's name in its one spelling. It is never one that
// cannot be, so it can be shown.
func accountName(name string) (string, error) {
	canonical, err := wire.CanonicalName(name)
	if err != nil {
		return "", problem(Invalid, "%q can't be an account's name. %s", shown(name), wire.ErrName)
	}
	return canonical, nil
}

// shareName is a share's name in its one spelling.
func shareName(name string) (string, error) {
	canonical, err := wire.CanonicalName(name)
	if err != nil {
		return "", problem(Invalid, "%q can't be a name. %s", shown(name), wire.ErrName)
	}
	return canonical, nil
}

// nameOrHost is a share's name or a custom domain in its one spelling.
func nameOrHost(name string) (string, error) {
	if strings.Contains(name, ".") {
		return hostName(name)
	}
	return shareName(name)
}

// maxShown is how much of what cannot be right is repeated, in characters.
const maxShown = 60

func shown(s string) string {
	if runes := []rune(s); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return s
}

// maxText is the longest text for people, in characters: a device, a reason.
const maxText = 200

// text checks what people call something.
func text(what, s string) (string, error) {
	s = strings.TrimSpace(s)
	if len([]rune(s)) > maxText {
		return "", problem(Invalid, "The %s is too long. Use up to %d characters.", what, maxText)
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return "", problem(Invalid, "The %s has characters that can't be shown. Use one line of plain text.", what)
		}
	}
	return s, nil
}
