package password

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A share without a password gets one, another, and none again, while it runs.
func TestOpenGuard(t *testing.T) {
	guard, err := NewOpenGuard(Config{Share: "shop", Origin: "http://shop.localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	s := &share{guard: guard, app: &app{}}
	server := httptest.NewServer(guard.Wrap(s.app))
	defer server.Close()
	s.address = server.Listener.Addr().String()

	old := cookieName("shop") + "=9999999999.x"
	if resp, _ := s.ask(t, get("Cookie: a=b; "+old+"\n")); resp.StatusCode != http.StatusOK {
		t.Errorf("open: %s", resp.Status)
	}
	if got := s.app.requests()[0].Header.Get("Cookie"); got != "a=b" {
		t.Errorf("open: the app got the cookie %q", got)
	}
	if err := guard.Change(cheap(pass)); err != nil {
		t.Fatal(err)
	}
	if resp, _ := s.ask(t, get("")); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("after Change: %s", resp.Status)
	}
	own := "Cookie: " + s.cookie(time.Now()) + "\n"
	if resp, _ := s.ask(t, get(own)); resp.StatusCode != http.StatusOK {
		t.Errorf("signed in: %s", resp.Status)
	}
	guard.Open()
	if resp, _ := s.ask(t, get("")); resp.StatusCode != http.StatusOK {
		t.Errorf("after Open: %s", resp.Status)
	}
	// Somebody still has the form on the screen.
	if resp, _ := s.post(t, "/cart", "password="+pass); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/cart" {
		t.Errorf("the form after Open: %s to %s", resp.Status, resp.Header.Get("Location"))
	}
	if err := guard.Change(cheap("another")); err != nil {
		t.Fatal(err)
	}
	if resp, _ := s.ask(t, get(own)); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a cookie of the first password: %s", resp.Status)
	}
}

func TestSaltedHashIsTheSameAgain(t *testing.T) {
	hash := func(password string, salt byte) string {
		h, err := NewSalted(password, [saltSize]byte{salt})
		if err != nil {
			t.Fatal(err)
		}
		text, err := h.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if before, after := hash(pass, 1), hash(pass, 1); before != after {
		t.Error("the same password and salt have two hashes")
	}
	if hash(pass, 1) == hash(pass, 2) || hash(pass, 1) == hash("another", 1) {
		t.Error("another password or salt has the same hash")
	}
	if _, err := NewSalted(strings.Repeat("x", maxPassword+1), [saltSize]byte{}); err == nil {
		t.Error("a password that is too long was taken")
	}
}
