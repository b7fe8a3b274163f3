package main

import (
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// The file with all settings has each of them, and its defaults are the
// program's where it has one.
func TestAllSettings(t *testing.T) {
	text := regexp.MustCompile(`(?m)^#(\w+ = )`).ReplaceAllString(allSettings, "$1")
	var keys map[string]any
	if err := toml.Unmarshal([]byte(text), &keys); err != nil {
		t.Fatal(err)
	}
	s := defaults()
	if err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&s); err != nil {
		t.Fatal(err)
	}
	want := reflect.ValueOf(defaults())
	for i := range want.NumField() {
		key := want.Type().Field(i).Tag.Get("toml")
		if _, ok := keys[key]; !ok && key != "-" {
			t.Errorf("there is no %s", key)
		}
		got := reflect.ValueOf(s).Field(i)
		if key != "data" && !want.Field(i).IsZero() && !reflect.DeepEqual(got.Interface(), want.Field(i).Interface()) {
			t.Errorf("%s = %v, but the default is %v", key, got, want.Field(i))
		}
	}
}

// What init writes is what it was told, and all else is as without a file.
func TestFileOfAnswers(t *testing.T) {
	for name, a := range map[string]answers{
		"least": {domain: "localhost", listen: []string{"127.0.0.1:8080"}, data: "/d"},
		"all": {
			domain: "a.example", listen: []string{":443", ":80", "[::1]:8080"}, cert: `/c "1"\.pem`, key: "/k é#.pem",
			data: "/with # and = in it", report: "https://example.com/?a=b#c",
		},
	} {
		t.Run(name, func(t *testing.T) {
			want := defaults()
			want.Domain, want.Listen, want.Data, want.Report = a.domain, a.listen[0], a.data, a.report
			want.TLSCert, want.TLSKey = a.cert, a.key
			if len(a.listen) > 1 {
				want.HTTPListen = a.listen[1:]
			}
			got := defaults()
			if err := toml.NewDecoder(strings.NewReader(a.file())).DisallowUnknownFields().Decode(&got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("settings %+v\nwant %+v\n%s", got, want, a.file())
			}
		})
	}
}

// Of two that write at once, one gets an error and nothing is mixed.
func TestWriteConfigNeverReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "file.toml")
	if err := writeConfig(path, "one", false); err != nil {
		t.Fatal(err)
	}
	if err := writeConfig(path, "two", false); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("the second got %v", err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left are %q, %v", left, err)
	}
}
