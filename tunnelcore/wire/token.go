package wire

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Token lets one device into an account: "gt_ID_SECRET_CHECKSUM". Printing or
// logging it shows the id alone; [Token.Reveal] is the whole.
type Token struct {
	// ID names the token on the server. It is no secret.
	ID     string
	secret string
}

// The lengths of a token's parts in characters of the Alphabet: 50 bits are
// enough to name tokens, and 260 are more than anybody guesses.
const (
	tokenPrefix = "gt"
	tokenID     = 10
	tokenSecret = 52
	tokenSum    = 6
	tokenLength = len(tokenPrefix) + tokenID + tokenSecret + tokenSum + 3
)

// ErrToken says that a text is no token, or not any more.
var ErrToken = errors.New("that is no token, or part of it is missing: copy it whole, from gt_ to the end")

// NewToken makes a token from chance.
func NewToken() Token {
	return Token{ID: RandomText(tokenID), secret: RandomText(tokenSecret)}
}

// ParseToken reads what Reveal wrote, but not another spelling of it. It
// returns [ErrToken] for anything else, which does not quote it.
func ParseToken(s string) (Token, error) {
	if len(s) != tokenLength {
		return Token{}, ErrToken
	}
	parts := strings.Split(s, "_")
	if len(parts) != 4 || parts[0] != tokenPrefix || !isText(parts[1], tokenID) || !isText(parts[2], tokenSecret) {
		return Token{}, ErrToken
	}
	t := Token{ID: parts[1], secret: parts[2]}
	if t.Reveal() != s {
		return Token{}, ErrToken
	}
	return t, nil
}

// Reveal is the whole token, to be kept in a safe place or sent to the server
// it is for.
func (t Token) Reveal() string {
	head := tokenPrefix + "_" + t.ID + "_" + t.secret
	return head + "_" + checksum(head, tokenSum)
}

// Hash is the SHA-256 of the secret, which is all that a server keeps of it.
func (t Token) Hash() [sha256.Size]byte { return sha256.Sum256([]byte(t.secret)) }

// String names the token without its secret.
func (t Token) String() string { return tokenPrefix + "_" + t.ID + "_…" }

// Format prints String whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// LogValue implements [slog.LogValuer]: the id alone.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }
