package autostart

import (
	"encoding/xml"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Every name survives the way through the file.
func TestPlist(t *testing.T) {
	for _, name := range append([]string{"<b>&amp;</b>", "]]>"}, oddNames...) {
		command := []string{"/Applications/" + name + "/gotunnel", "agent", "--hidden", name, ""}
		text, err := plist(command)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Strings []string `xml:"dict>array>string"`
		}
		if err := xml.Unmarshal([]byte(text), &read); err != nil || !slices.Equal(read.Strings, command) {
			t.Errorf("read as %q, want %q, %v", read.Strings, command, err)
		}
		if got := plistStatus(text); got != On {
			t.Errorf("the file for %q is %s", name, got)
		}
	}
	if text, err := plist([]string{"/opt/\x01"}); err == nil {
		t.Errorf("no error, but %s", text)
	}
}

// Python has a reader of its own, which checks the keys and types.
func TestPlistWithPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil || testing.Short() {
		t.Skip("it needs python3, and starts it")
	}
	text, err := plist([]string{"/Applications/a & <b>/gotunnel", "agent", "--hidden"})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", "import plistlib, json, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), sort_keys=True))")
	cmd.Stdin = strings.NewReader(text)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	const want = `{"Label": "gotunnel.agent", "LimitLoadToSessionType": "Aqua", "ProcessType": "Interactive", ` +
		`"ProgramArguments": ["/Applications/a & <b>/gotunnel", "agent", "--hidden"], "RunAtLoad": true}`
	if string(said) != want+"\n" {
		t.Errorf("got %s, want %s", said, want)
	}
}

func TestPlistStatus(t *testing.T) {
	whole, err := plist([]string{"/opt/gotunnel"})
	if err != nil {
		t.Fatal(err)
	}
	with := func(key string) string { return strings.Replace(whole, "<key>Label", key+"<key>Label", 1) }
	for _, c := range []struct {
		name, text string
		want       Status
	}{
		{"as it was written", whole, On},
		{"disabled", with("<key>Disabled</key><true/>"), Refused},
		{"not disabled", with("<key>Disabled</key><false/>"), On},
		{"cut off", whole[:len(whole)/2], Off},
		{"empty", "", Off},
		{"another format", "bplist00\x00", Off},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := plistStatus(c.text); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestSwitchedOff(t *testing.T) {
	for list, want := range map[string]bool{
		"\tdisabled services = {\n\t\t\"gotunnel.agent\" => disabled\n\t}\n": true,
		"\t\t\"gotunnel.agent\" => true\n":                                   true,
		"\t\t\"gotunnel.agent\" => enabled\n":                                false,
		"\t\t\"gotunnel.agent\" => false\n":                                  false,
		"\t\t\"other.gotunnel.agent\" => disabled\n":                         false,
		"": false,
	} {
		if got := switchedOff(list); got != want {
			t.Errorf("%q: %v", list, got)
		}
	}
}

func TestDisapproved(t *testing.T) {
	for data, want := range map[string]bool{
		"\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00": false,
		"\x03\x00\x00\x00\x10\x8d\x1f\x3a\x5c\x77\xda\x01": true,
		"\x06\x00\x00\x00": false,
		"\x07\x00\x00\x00": true,
		"":                 false,
	} {
		if got := disapproved([]byte(data)); got != want {
			t.Errorf("%x: %v", data, got)
		}
	}
}
