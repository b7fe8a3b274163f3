package password

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// stored is "amber-otter-lake" as the first version of this package stored it.
const stored = "$argon2id$v=19$m=19456,t=2,p=1$RFdkaIjL2Qjn4VT7iYwmHw$X+aKUOcbMV4qSwG+ylqcKvNPge6iqYuS0Am9AJlfcJ4"

func TestHash(t *testing.T) {
	h, err := New(" amber-otter-lake\n")
	if err != nil {
		t.Fatal(err)
	}
	text, err := h.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(string(text), "otter") {
		t.Errorf("stored as %s", text)
	}
	again, err := New("amber-otter-lake")
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := again.MarshalText(); bytes.Equal(text, other) {
		t.Error("two hashes of one password are the same")
	}
	for password, want := range map[string]bool{"amber-otter-lake": true, "Amber-otter-lake": false, "amber-otter-lak": false, "": false} {
		if got := h.matches(password); got != want {
			t.Errorf("%q matches: %v", password, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, password := range map[string]string{"empty": "", "blank": " \t\n", "long": strings.Repeat("a", maxPassword+1)} {
		if h, err := New(password); err == nil || !h.IsZero() {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestStoredHash(t *testing.T) {
	var h Hash
	if err := h.UnmarshalText([]byte(stored)); err != nil {
		t.Fatal(err)
	}
	if !h.matches("amber-otter-lake") || h.matches("amber-otter-lamp") {
		t.Error("a password stored earlier is not known any more")
	}
	settings, err := json.Marshal(map[string]Hash{"password": h, "none": {}})
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf(`{"none":"","password":%q}`, stored); string(settings) != want {
		t.Errorf("got %s, want %s", settings, want)
	}
	var back map[string]Hash
	if err := json.Unmarshal(settings, &back); err != nil || !back["none"].IsZero() || !back["password"].matches("amber-otter-lake") {
		t.Errorf("settings come back as %v, %v", back, err)
	}
}

func TestStoredHashRefuses(t *testing.T) {
	swap := func(old, now string) string { return strings.Replace(stored, old, now, 1) }
	tests := []struct{ name, text string }{
		{"another algorithm", swap("argon2id", "argon2i")},
		{"another version", swap("v=19", "v=16")},
		{"memory beyond the bound", swap("m=19456", "m=262145")},
		{"memory beyond 32 bits", swap("m=19456", "m=4294967297")},
		{"no memory", swap("m=19456", "m=7")},
		{"passes beyond the bound", swap("t=2", "t=17")},
		{"no passes", swap("t=2", "t=0")},
		{"lanes beyond the bound", swap("p=1", "p=17")},
		{"no lanes", swap("p=1", "p=0")},
		{"a sign", swap("t=2", "t=+2")},
		{"a leading zero", swap("t=2", "t=02")},
		{"more costs", swap("p=1", "p=1,x=1")},
		{"no salt", "$argon2id$v=19$m=19456,t=2,p=1$$" + stored[strings.LastIndex(stored, "$")+1:]},
		{"a short salt", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$" + stored[strings.LastIndex(stored, "$")+1:]},
		{"no sum", stored[:strings.LastIndex(stored, "$")+1]},
		{"a short sum", stored[:len(stored)-4]},
		{"padding", stored + "="},
		{"more parts", stored + "$"},
		{"a password in the clear", "secret-otter-lake"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var h Hash
			err := h.UnmarshalText([]byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if !h.IsZero() {
				t.Error("an error and a hash")
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "$") {
				t.Errorf("the error shows the text: %v", err)
			}
		})
	}
}

func TestHashIsNotPrinted(t *testing.T) {
	var h Hash
	if err := h.UnmarshalText([]byte(stored)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %#v %s %q\n", h, h, h, h, h)
	slog.New(slog.NewTextHandler(&out, nil)).Info("share", "password", h)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("share", "password", h)
	if n := strings.Count(out.String(), "hidden password"); n != 7 {
		t.Errorf("hidden %d times of 7", n)
	}
	if strings.Contains(out.String(), "argon2id") {
		t.Errorf("printed: %s", out.String())
	}
}
