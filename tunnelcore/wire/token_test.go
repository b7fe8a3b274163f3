package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"gotunnel/tunnelcore/wire"
)

func TestTokensCross(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		made := wire.NewToken()
		got, err := wire.ParseToken(made.Reveal())
		if err != nil || got != made || got.Hash() != made.Hash() {
			t.Fatalf("%s: parsed %v, %v", made.Reveal(), got, err)
		}
		hash := fmt.Sprint(made.Hash())
		if seen[made.ID] || seen[made.Reveal()] || seen[hash] {
			t.Fatalf("%s was made twice", made.ID)
		}
		seen[made.ID], seen[made.Reveal()], seen[hash] = true, true, true
	}
}

// Every way in which one character is wrong, missing or too many is told.
func TestMistypedTokens(t *testing.T) {
	good := wire.NewToken().Reveal()
	for at := range good {
		for _, c := range wire.Alphabet + "_A0 \x00é" {
			bad := good[:at] + string(c) + good[at+1:]
			if _, err := wire.ParseToken(bad); bad != good && !errors.Is(err, wire.ErrToken) {
				t.Errorf("%q for %q: %v", bad, good, err)
			}
		}
	}
	for _, bad := range []string{
		"", "gt___", good[1:], good[:len(good)-1], good + "a", " " + good, good + "\n",
		strings.ToUpper(good), strings.Repeat("a", 1<<20), strings.Replace(good, "gt_", "xx_", 1),
	} {
		if _, err := wire.ParseToken(bad); !errors.Is(err, wire.ErrToken) {
			t.Errorf("%.100q: %v", bad, err)
		}
	}
}

// Neither a token nor an invite shows its secret unless it is asked to.
func TestSecretsAreNotPrinted(t *testing.T) {
	token, invite := wire.NewToken(), wire.NewInvite()
	link := wire.InviteLink{Server: "share.acme.dev", Code: invite}
	whole := strings.ReplaceAll(invite.Reveal(), "-", "")
	secrets := []string{token.Reveal()[15:25], whole[10:20], invite.Reveal()[10:20]}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%t"} {
		fmt.Fprintf(&out, verb+verb+verb+verb+"\n", token, &token, invite, link)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("x", "token", token, "pointer", &token, "invite", invite, "link", link)
	}
	if err := json.NewEncoder(&out).Encode([]any{token, invite, link}); err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is in %s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), token.ID) || !strings.Contains(out.String(), invite.ID) {
		t.Error("the ids are not printed")
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add("gt_aaaaaaaaaa_" + strings.Repeat("b", 52) + "_aaaaaa")
	f.Add(wire.NewToken().Reveal())
	f.Add("gt_" + strings.Repeat("_", 71))
	f.Fuzz(func(t *testing.T, s string) {
		token, err := wire.ParseToken(s)
		if err == nil && token.Reveal() != s || err != nil && token != (wire.Token{}) {
			t.Fatalf("%q: %v, %v", s, token.Reveal(), err)
		}
	})
}
