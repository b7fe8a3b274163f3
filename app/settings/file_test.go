package settings

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestSettingsAreChangedInPlace(t *testing.T) {
	cases := []struct{ name, before, after string }{
		{"nothing", "", "server = \"share.acme.dev\"\n"},
		{"other settings", "# mine\nname = \"shop\"", "# mine\nname = \"shop\"\nserver = \"share.acme.dev\"\n"},
		{"another server", "server = \"old\" # home\nname = 'x'\n", "server = \"share.acme.dev\" # home\nname = 'x'\n"},
		{"in another spelling", "  'server'='old'\n", "  'server'=\"share.acme.dev\"\n"},
		{"over several lines", "server = \"\"\"\nold\"\"\"\nwait = true\n", "server = \"share.acme.dev\"\nwait = true\n"},
		{
			"a line that only looks so", "header = [\"\"\"\nserver = \"no\"\n\"\"\"]\n#server = \"no\"\n",
			"header = [\"\"\"\nserver = \"no\"\n\"\"\"]\n#server = \"no\"\nserver = \"share.acme.dev\"\n",
		},
		{"with line ends of Windows", "wait = true\r\nserver = \"old\"\r\n", "wait = true\r\nserver = \"share.acme.dev\"\r\n"},
		{"with a pin", "pin = \"sha256:x\"\n", "pin = \"\"\nserver = \"share.acme.dev\"\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "folder", "config.toml")
			if c.before != "" {
				_ = os.Mkdir(filepath.Dir(name), 0o700)
				if err := os.WriteFile(name, []byte(c.before), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			f, err := Open(name)
			if err != nil {
				t.Fatal(err)
			}
			for key, text := range map[string]string{"server": "share.acme.dev", "pin": ""} {
				if err := f.Set(key, text); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Save(); err != nil {
				t.Fatal(err)
			}
			after, _ := os.ReadFile(name)
			var values map[string]any
			if err := toml.Unmarshal(after, &values); string(after) != c.after || err != nil || values["server"] != "share.acme.dev" {
				t.Errorf("%q, %v; want %q", after, err, c.after)
			}
			if f.Get("server") != "share.acme.dev" {
				t.Errorf("get: %q", f.Get("server"))
			}
			want := os.FileMode(0o600)
			if c.before != "" {
				want = 0o640
			}
			if info, _ := os.Stat(name); info.Mode() != want && runtime.GOOS != "windows" {
				t.Errorf("mode %v, want %v", info.Mode(), want)
			}
			if all, _ := os.ReadDir(filepath.Dir(name)); len(all) != 1 {
				t.Errorf("left behind: %v", all)
			}
		})
	}
}

func TestDamagedSettingsAreLeftAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(name, []byte("server = \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(name); err == nil {
		t.Error("no error")
	}
}

func TestALinkToTheSettingsStaysOne(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "dotfiles.toml"), filepath.Join(dir, "config.toml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	f, err := Open(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Set("server", "x"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(file)
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink || string(text) != "server = \"x\"\n" {
		t.Errorf("%v, %v, %q", info, err, text)
	}
}
