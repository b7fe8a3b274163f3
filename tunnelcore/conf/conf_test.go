package conf_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"gotunnel/tunnelcore/conf"
)

type settings struct {
	Listen []string      `toml:"listen"`
	Ports  string        `toml:"tcp_ports"`
	Drain  conf.Duration `toml:"drain"`
	JSON   bool          `toml:"json"`
	Limit  int           `toml:"limit"`
	Config string        `toml:"-"`
}

// load reads settings with the defaults below from args, the environment of
// the test, and a default file of that text.
func load(t *testing.T, file string, args ...string) (settings, string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program.toml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	s := settings{Listen: []string{"default"}, Ports: "default", Drain: conf.Duration{Duration: time.Second}, Limit: 1}
	flags := pflag.NewFlagSet("program", pflag.ContinueOnError)
	flags.StringSliceVar(&s.Listen, "listen", s.Listen, "")
	flags.StringVar(&s.Ports, "tcp-ports", s.Ports, "")
	flags.Var(&s.Drain, "drain", "")
	flags.BoolVar(&s.JSON, "json", s.JSON, "")
	flags.IntVar(&s.Limit, "limit", s.Limit, "")
	flags.StringVar(&s.Config, "config", "", "")
	flags.Bool("version", false, "")
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return s, path, conf.Load(flags, "PROGRAM", path, &s)
}

func TestLayers(t *testing.T) {
	const file = "listen = ['file', 'file2']\ntcp_ports = 'file'\ndrain = '2s'\njson = true\nlimit = 2\n"
	env := map[string]string{
		"PROGRAM_LISTEN": "env,env2", "PROGRAM_TCP_PORTS": "env", "PROGRAM_DRAIN": "3s",
		"PROGRAM_JSON": "true", "PROGRAM_LIMIT": "3",
	}
	args := []string{"--listen=flag", "--listen=flag2", "--tcp-ports=flag", "--drain=4s", "--json=false", "--limit=4"}
	tests := []struct {
		name string
		file string
		env  map[string]string
		args []string
		want settings
	}{
		{
			name: "nothing leaves the defaults",
			want: settings{Listen: []string{"default"}, Ports: "default", Drain: seconds(1), Limit: 1},
		},
		{
			name: "the file beats the defaults", file: file,
			want: settings{Listen: []string{"file", "file2"}, Ports: "file", Drain: seconds(2), JSON: true, Limit: 2},
		},
		{
			name: "the environment beats the file", file: file, env: env,
			want: settings{Listen: []string{"env", "env2"}, Ports: "env", Drain: seconds(3), JSON: true, Limit: 3},
		},
		{
			name: "flags beat all", file: file, env: env, args: args,
			want: settings{Listen: []string{"flag", "flag2"}, Ports: "flag", Drain: seconds(4), Limit: 4},
		},
		{
			name: "a flag beats only its own key", file: file, args: []string{"--limit=4"},
			want: settings{Listen: []string{"file", "file2"}, Ports: "file", Drain: seconds(2), JSON: true, Limit: 4},
		},
		{
			name: "an empty variable is not set", file: file, env: map[string]string{"PROGRAM_TCP_PORTS": ""},
			want: settings{Listen: []string{"file", "file2"}, Ports: "file", Drain: seconds(2), JSON: true, Limit: 2},
		},
		{
			name: "an empty list in the file is a list", file: "listen = []\n",
			want: settings{Listen: []string{}, Ports: "default", Drain: seconds(1), Limit: 1},
		},
		{
			name: "no variable for what is no setting", env: map[string]string{"PROGRAM_VERSION": "1.2"},
			want: settings{Listen: []string{"default"}, Ports: "default", Drain: seconds(1), Limit: 1},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for k, v := range test.env {
				t.Setenv(k, v)
			}
			got, _, err := load(t, test.file, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Listen, test.want.Listen) {
				t.Errorf("got listen %q, want %q", got.Listen, test.want.Listen)
			}
			got.Listen, test.want.Listen = nil, nil
			if g, w := [...]any{got.Ports, got.Drain, got.JSON, got.Limit}, [...]any{test.want.Ports, test.want.Drain, test.want.JSON, test.want.Limit}; g != w {
				t.Errorf("got %v, want %v", g, w)
			}
		})
	}
}

func seconds(n int) conf.Duration { return conf.Duration{Duration: time.Duration(n) * time.Second} }

// An error says where it is: FILE stands for the file's path.
func TestErrors(t *testing.T) {
	tests := []struct {
		name string
		file string
		env  map[string]string
		want string
	}{
		{name: "unknown key", file: "limit = 5\n\nlisten_on = 'x'\n", want: `FILE line 3: there is no setting "listen_on"`},
		{name: "a flag that is no setting", file: "config = 'x'\n", want: `FILE line 1: there is no setting "config"`},
		{name: "unknown table", file: "[server]\nlisten = 'x'\n", want: `FILE line 1: there is no setting "server"`},
		{name: "text for a number", file: "\nlimit = '5'\n", want: `FILE line 2: limit: a TOML string doesn't fit here, which takes a number`},
		{name: "number for text", file: "tcp_ports = 5\n", want: `FILE line 1: tcp_ports: a TOML integer doesn't fit here, which takes text in quotes`},
		{name: "text for a list", file: "listen = 'a'\n", want: `FILE line 1: listen: a TOML string doesn't fit here, which takes a list, such as ["a", "b"]`},
		{name: "text for a switch", file: "json = 'yes'\n", want: `FILE line 1: json: a TOML string doesn't fit here, which takes true or false`},
		{name: "no duration", file: "drain = 'soon'\n", want: `FILE line 1: drain: "soon" is not a duration such as 30s, 5m or 168h`},
		{name: "duration without a unit", file: "limit = 1\n\ndrain = 30\njson = true\n", want: `FILE line 3: drain: "30" is not a duration such as 30s, 5m or 168h`},
		{name: "key twice", file: "limit = 1\nlimit = 2\n", want: `FILE line 2: limit: key limit is already defined`},
		{name: "not TOML", file: "limit = 1\nlisten\n", want: `FILE line 2: expected '=' after key`},
		{
			name: "text in a number's variable", env: map[string]string{"PROGRAM_LIMIT": "many"},
			want: `PROGRAM_LIMIT in the environment: "many" doesn't fit here, which takes a number`,
		},
		{
			name: "text in a switch's variable", env: map[string]string{"PROGRAM_JSON": "yes"},
			want: `PROGRAM_JSON in the environment: "yes" doesn't fit here, which takes true or false`,
		},
		{
			name: "no duration in a variable", env: map[string]string{"PROGRAM_DRAIN": "soon"},
			want: `PROGRAM_DRAIN in the environment: "soon" is not a duration such as 30s, 5m or 168h`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for k, v := range test.env {
				t.Setenv(k, v)
			}
			_, path, err := load(t, test.file)
			if err == nil {
				t.Fatal("no error")
			}
			if got := strings.ReplaceAll(err.Error(), path, "FILE"); !strings.HasPrefix(got, test.want) {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

// A file that was named must exist and is read instead of the default one.
func TestWhichFile(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.toml")
	if err := os.WriteFile(other, []byte("limit = 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing.toml")
	tests := []struct {
		name  string
		env   string
		args  []string
		limit int
		fails bool
	}{
		{name: "default", limit: 2},
		{name: "flag", args: []string{"--config", other}, limit: 7},
		{name: "environment", env: other, limit: 7},
		{name: "flag beats environment", env: missing, args: []string{"--config", other}, limit: 7},
		{name: "flag names no file", args: []string{"--config", missing}, fails: true},
		{name: "environment names no file", env: missing, fails: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("PROGRAM_CONFIG", test.env)
			got, _, err := load(t, "limit = 2\n", test.args...)
			if test.fails {
				if err == nil || !strings.Contains(err.Error(), missing) {
					t.Fatalf("got error %v, want one that names %s", err, missing)
				}
				return
			}
			if err != nil || got.Limit != test.limit {
				t.Errorf("got limit %d (%v), want %d", got.Limit, err, test.limit)
			}
		})
	}
}

func TestNoDefaultFile(t *testing.T) {
	flags := pflag.NewFlagSet("program", pflag.ContinueOnError)
	for _, file := range []string{"", filepath.Join(t.TempDir(), "none.toml")} {
		if err := conf.Load(flags, "PROGRAM", file, &settings{}); err != nil {
			t.Errorf("file %q: %v", file, err)
		}
	}
}
