package selfcheck

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"gotunnel/tunnelcore/wire"
)

// Check is the check of one share.
type Check struct{ key []byte }

// New makes one with a key of its own.
func New() *Check {
	c := &Check{key: make([]byte, sha256.Size)}
	_, _ = rand.Read(c.key) // crypto/rand does not fail
	return c
}

// Wrap answers the check's own requests before next sees them. Asked is told of
// each and may be nil.
func (c *Check) Wrap(next http.Handler, asked func(*http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce, ok := strings.CutPrefix(r.URL.Path, wire.SelfCheck)
		if !ok || r.Method != http.MethodGet || len(nonce) != nonceLen {
			next.ServeHTTP(w, r)
			return
		}
		if asked != nil {
			asked(r)
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, c.answer(nonce)) // it is gone already if this fails
	})
}

// nonceLen is the length of what rand.Text returns.
const nonceLen = 26

func (c *Check) answer(nonce string) string {
	mac := hmac.New(sha256.New, c.key)
	_, _ = io.WriteString(mac, nonce) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}
