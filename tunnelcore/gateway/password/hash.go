package password

import (
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"

	"golang.org/x/crypto/argon2"
)

// How much work a try takes: argon2id with 19 MiB, 2 passes and 1 lane, the
// least that the OWASP Password Storage Cheat Sheet recommends (2025), about
// 30 ms. The least, since it is the sharer's computer that works, beside
// the app; salt and result have the sizes of RFC 9106, section 4.
const (
	memory   = 19 * 1024 // KiB
	passes   = 2
	lanes    = 1
	saltSize = 16
	sumSize  = 32
)

// maxPassword is the longest password, in bytes: far more than people type, and
// with every byte escaped within maxForm.
const maxPassword = 1024

// Hash is a password at rest. As text, in JSON and in TOML it is a string such as
//
//	$argon2id$v=19$m=19456,t=2,p=1$SALT$SUM
//
// That string is a secret, since cookies are signed with it; the fmt and slog
// packages print a placeholder. The zero value is no password and matches none.
type Hash struct {
	cost      cost
	salt, sum []byte // never changed
}

// cost is what argon2id is run with.
type cost struct {
	memory, passes uint32 // memory in KiB
	lanes          uint8
}

// New hashes a password with a random salt, so that no two hashes are the same.
// White space around the password does not count. It takes about 30 ms. Its
// errors are sentences for people.
func New(password string) (Hash, error) {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // never fails
	return NewSalted(password, salt)
}

// NewSalted is New with a salt that the caller makes of a secret of its own: a
// program that keeps the secret, and not the hash, has the same hash again after
// a restart, and so signs nobody out. The salt must not be known to others.
func NewSalted(password string, salt [saltSize]byte) (Hash, error) {
	password = strings.TrimSpace(password)
	switch {
	case password == "":
		return Hash{}, errors.New("the password is empty; type one, or leave it out to share without")
	case len(password) > maxPassword:
		return Hash{}, errors.New("the password is too long; use up to 1,000 letters")
	}
	h := Hash{cost: cost{memory, passes, lanes}, salt: salt[:]}
	h.sum = h.hash(password, sumSize)
	return h, nil
}

// IsZero tells whether there is no password.
func (h Hash) IsZero() bool { return len(h.sum) == 0 }

// String is a placeholder, so that no log shows the hash.
func (h Hash) String() string {
	if h.IsZero() {
		return "no password"
	}
	return "hidden password"
}

// GoString is as String.
func (h Hash) GoString() string { return h.String() }

// LogValue is as String.
func (h Hash) LogValue() slog.Value { return slog.StringValue(h.String()) }

// matches tells whether the password is the one. It takes about 30 ms.
func (h Hash) matches(password string) bool {
	return !h.IsZero() && hmac.Equal(h.hash(password, len(h.sum)), h.sum)
}

func (h Hash) hash(password string, size int) []byte {
	c := h.cost
	return argon2.IDKey([]byte(password), h.salt, c.passes, c.memory, c.lanes, uint32(size)) // at most maxSum
}
