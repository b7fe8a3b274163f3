package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// What a stored hash may ask for. It comes from a file that people can edit, and
// must not stop the computer: 256 MiB and 16 passes take a few seconds.
const (
	maxMemory = 256 * 1024 // KiB
	maxPasses = 16
	maxLanes  = 16
	maxSalt   = 64
	maxSum    = 64
)

// errStored says nothing of the text, which may be a secret.
var errStored = errors.New("the stored password can't be read; set it again")

// MarshalText writes the hash as a PHC string, the format that programs with
// argon2 have in common; no password is the empty string.
func (h Hash) MarshalText() ([]byte, error) {
	if h.IsZero() {
		return nil, nil
	}
	return fmt.Appendf(nil, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.cost.memory, h.cost.passes, h.cost.lanes, unpadded(h.salt), unpadded(h.sum)), nil
}

// UnmarshalText reads what MarshalText wrote, also with other costs. Its error is
// a sentence for people and has nothing of the text.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hash{}
		return nil
	}
	parts := strings.Split(string(text), "$") // "", argon2id, v, costs, salt, sum
	if len(parts) != 6 {
		return errStored
	}
	var got Hash
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &got.cost.memory, &got.cost.passes, &got.cost.lanes)
	if err != nil || !got.cost.sane() {
		return errStored
	}
	if got.salt, err = decode(parts[4], saltSize, maxSalt); err != nil {
		return err
	}
	if got.sum, err = decode(parts[5], sumSize, maxSum); err != nil {
		return err
	}
	// Read loosely, compared strictly: there is one way to write a hash.
	if again, _ := got.MarshalText(); string(again) != string(text) {
		return errStored
	}
	*h = got
	return nil
}

// sane keeps to what argon2 can run with, and this computer.
func (c cost) sane() bool {
	return c.passes >= 1 && c.passes <= maxPasses && c.lanes >= 1 && c.lanes <= maxLanes &&
		c.memory >= 8*uint32(c.lanes) && c.memory <= maxMemory
}

func decode(s string, least, most int) ([]byte, error) {
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil || len(b) < least || len(b) > most {
		return nil, errStored
	}
	return b, nil
}

func unpadded(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }
