package password

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cookieLife is how long a visitor stays signed in.
const cookieLife = 7 * 24 * time.Hour

// cookieName is the name of a share's cookie. Browsers send cookies to every port
// of a host, so two shares on one host need two names; 8 bytes of a hash also
// keep to the letters a cookie may have.
func cookieName(share string) string {
	sum := sha256.Sum256([]byte(share))
	return "__gotunnel_" + hex.EncodeToString(sum[:8])
}

// cookie signs a visitor in until 7 days from now.
func (g *Guard) cookie(l *lock, now time.Time) *http.Cookie {
	return &http.Cookie{
		Name:     g.name,
		Value:    l.sign(g.share, strconv.FormatInt(now.Add(cookieLife).Unix(), 10)),
		Path:     "/",
		MaxAge:   int(cookieLife / time.Second),
		HttpOnly: true,
		Secure:   g.secure,
		SameSite: http.SameSiteLaxMode, // a link from a mail opens signed in, a form elsewhere does not
	}
}

// sign makes a cookie's value: when it ends, in seconds since 1970, and the proof.
// What is signed can be taken apart in one way, as the end has no NUL.
func (l *lock) sign(share, end string) string {
	mac := hmac.New(sha256.New, l.key)
	mac.Write([]byte("cookie\x00" + share + "\x00" + end))
	return end + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// signed tells whether a cookie's value is one of this share and password that
// has not ended.
func (l *lock) signed(share, value string, now time.Time) bool {
	text, _, _ := strings.Cut(value, ".")
	end, err := strconv.ParseInt(text, 10, 64)
	return err == nil && now.Unix() < end && hmac.Equal([]byte(value), []byte(l.sign(share, text)))
}

// signedIn tells whether the request brings a cookie of ours that counts. There
// may be several of that name: other hosts of the domain can set one.
func (g *Guard) signedIn(l *lock, r *http.Request) bool {
	return slices.ContainsFunc(r.Header["Cookie"], func(line string) bool {
		for piece := range strings.SplitSeq(line, ";") {
			name, value := cutCookie(piece)
			if name == g.name && l.signed(g.share, value, time.Now()) {
				return true
			}
		}
		return false
	})
}

// without takes the cookies of a name out of Cookie header lines. Every other
// byte stays as it is. The result is a new slice when something was taken out.
func without(lines []string, name string) []string {
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, name) }) {
		return lines
	}
	var kept []string
	for _, line := range lines {
		pieces := strings.Split(line, ";")
		rest := slices.DeleteFunc(slices.Clone(pieces), func(piece string) bool {
			n, _ := cutCookie(piece)
			return n == name
		})
		if len(rest) == len(pieces) {
			kept = append(kept, line)
		} else if s := strings.TrimLeft(strings.Join(rest, ";"), " \t"); s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func cutCookie(piece string) (name, value string) {
	name, value, _ = strings.Cut(piece, "=")
	return strings.Trim(name, " \t"), strings.Trim(value, " \t")
}
