package signin

import (
	"errors"
	"testing"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/wire"
)

const code = "k3fxa7-aaaaaa-aaaaaa-aaaaaa-aaaaaa-aaaaaa"

func TestParseInvite(t *testing.T) {
	made := wire.NewInvite()
	link := "gotunnel://share.acme.dev/i#" + made.Reveal()
	for name, tt := range map[string]struct{ text, server, want string }{
		"a link":                {" " + link + "\n", "", "share.acme.dev"},
		"a link, and a server":  {link, "other.dev", "share.acme.dev"},
		"a code":                {made.Reveal(), "share.acme.dev", "share.acme.dev"},
		"a code without server": {made.Reveal(), "", ""},
		"a code with a mistake": {code, "share.acme.dev", ""},
		"nothing":               {"", "share.acme.dev", ""},
		"something else":        {"https://example.com/", "share.acme.dev", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseInvite(tt.text, tt.server, "")
			if (err == nil) != (tt.want != "") || err == nil && got.Server != tt.want {
				t.Errorf("%+v, %v; want %q", got, err, tt.want)
			}
		})
	}
}

// A token that is kept in a file is had back; one until quit is nowhere.
func TestStore(t *testing.T) {
	s := Store{Folder: t.TempDir()}
	token := wire.NewToken()
	if got, err := s.Token(t.Context(), "share.acme.dev"); got != "" || err != nil {
		t.Errorf("at first %q, %v", got, err)
	}
	for _, keep := range []localapi.Keep{localapi.UntilQuit, localapi.InFile} {
		if _, err := s.Place(t.Context(), keep); err != nil {
			t.Fatal(err)
		}
		if err := s.Keep(t.Context(), "Share.acme.dev:443", token, keep); err != nil {
			t.Fatal(err)
		}
		want := map[localapi.Keep]string{localapi.InFile: token.Reveal()}[keep]
		if got, err := s.Token(t.Context(), "share.acme.dev"); got != want || err != nil {
			t.Errorf("kept as %q: %v", keep, err)
		}
	}
	if was, err := s.Forget(t.Context(), "share.acme.dev"); !was || err != nil {
		t.Errorf("%v, %v", was, err)
	}
	if was, err := s.Forget(t.Context(), "share.acme.dev"); was || err != nil {
		t.Errorf("again: %v, %v", was, err)
	}
}

// A folder that can't be written to is told before an invite is used.
func TestNoPlace(t *testing.T) {
	_, err := Store{Folder: "/dev/null/x"}.Place(t.Context(), localapi.InFile)
	if e, ok := errors.AsType[localapi.Error](err); !ok || e.Code != CodeSignIn {
		t.Errorf("%v", err)
	}
}
