package admin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// cookieName and cookieLife are of who signed in at the page.
const (
	cookieName = "gotunneld_admin"
	cookieLife = 12 * time.Hour
)

// signIn exchanges the token for a cookie. The form has to come from this page
// itself, or somebody could be signed in without knowing.
func (g *gate) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	switch {
	case r.Method != http.MethodPost || r.Header.Get("Origin") == "":
		showSignIn(w, http.StatusForbidden, "")
		return
	case !same(strings.TrimSpace(r.PostFormValue("token")), g.token):
		showSignIn(w, http.StatusForbidden, "That isn't the token of this server.")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: g.cookie(time.Now().Add(cookieLife)), MaxAge: int(cookieLife.Seconds()),
		Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(w, r, pagePath, http.StatusSeeOther)
}

// cookie is good until a time, for who had the token.
func (g *gate) cookie(until time.Time) string {
	end := strconv.FormatInt(until.Unix(), 10)
	return end + "." + g.sign(end)
}

func (g *gate) sign(end string) string {
	mac := hmac.New(sha256.New, []byte(g.token))
	mac.Write([]byte("signed in at the page until " + end))
	return hex.EncodeToString(mac.Sum(nil))
}

func (g *gate) isSignedIn(r *http.Request) bool {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return false
	}
	end, mac, _ := strings.Cut(c.Value, ".")
	if !same(mac, g.sign(end)) {
		return false
	}
	until, err := strconv.ParseInt(end, 10, 64)
	return err == nil && time.Now().Unix() < until
}
