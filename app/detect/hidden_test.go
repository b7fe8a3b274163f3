package detect

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHidden(t *testing.T) {
	for _, c := range []struct {
		name, system string
		port         int
		command      string // "" is a process that the system doesn't tell
		exe          string
		others       bool // it is another user's
		want         Reason
	}{
		{name: "vite", port: 5173, command: "node vite"},
		{name: "python", port: 8000, command: "python -m http.server 8000"},
		{name: "ours", port: 4040, command: "/usr/bin/gotunnel share 3000", want: Ours},
		{name: "our server", port: 8080, command: `C:\Gotunnel\gotunneld.exe serve`, want: Ours},

		{name: "node's debugger", port: 9229, command: "node --inspect server.js", want: Debugger},
		{name: "the app that is debugged", port: 3000, command: "node --inspect server.js"},
		{name: "at a port of one's own", port: 4321, command: "node --inspect=4321 server.js", want: Debugger},
		{name: "with a host", port: 4321, command: "node --inspect-brk=0.0.0.0:4321 server.js", want: Debugger},
		{name: "the app beside that", port: 9999, command: "node --inspect=4321 server.js"},
		{name: "at any port", port: 40123, command: "node --inspect=0 server.js", want: Debugger},
		{name: "started by a signal", port: 9229, command: "node server.js", want: Debugger},
		{name: "of a child, by its surroundings", port: 9230, command: "next-server (v16.4.5)", want: Debugger},
		{name: "another program at that port", port: 9229, command: "python -m http.server 9229"},
		{name: "chrome", port: 9333, command: "chromium --remote-debugging-port=9333", want: Debugger},
		{name: "java", port: 5005, command: "java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 -jar a.jar", want: Debugger},
		{name: "old java", port: 5006, command: "java -Xrunjdwp:transport=dt_socket,server=y,address=5006 a", want: Debugger},
		{name: "the app in java", port: 8080, command: "java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -jar a.jar"},
		{name: "debugpy", port: 5678, command: "python -m debugpy --listen 5678 app.py", want: Debugger},
		{name: "debugpy without a port", port: 5678, command: "python -m debugpy --wait-for-client app.py", want: Debugger},
		{name: "the app in debugpy", port: 5000, command: "python -m debugpy --listen 0.0.0.0:5678 app.py", system: "linux"},
		{name: "debugpy's adapter", port: 40000, command: "python /v/debugpy/adapter --for-server 40001 --port 5678", want: Debugger},
		{name: "delve", port: 40000, command: "dlv debug ./cmd -- --port 8080", want: Debugger},

		{name: "docker", port: 2375, want: DockerAPI},
		{name: "docker with TLS", port: 2376, command: "dockerd -H tcp://0.0.0.0:2376", others: true, want: DockerAPI},
		{name: "docker elsewhere", port: 4243, command: "dockerd -H tcp://0.0.0.0:4243", want: DockerAPI},

		{name: "jupyter", port: 8888, command: "python3 /usr/bin/jupyter-lab --no-browser", want: Notebook},
		{name: "jupyter by module", port: 8888, command: "python3 -m notebook", want: Notebook},

		{name: "postgres", port: 5433, command: "/usr/lib/postgresql/15/bin/postgres -D /data", want: Database},
		{name: "redis, as it calls itself", port: 6380, command: "redis-server 127.0.0.1:6380", want: Database},
		{name: "by its file alone", port: 6380, command: "r", exe: "/usr/bin/redis-server", want: Database},
		{name: "by its port alone", port: 5432, want: Database},
		{name: "elasticsearch", port: 9200, command: "java -cp x org.elasticsearch.Elasticsearch", want: Database},
		{name: "an app at such a port", port: 6379, command: "node vite --port 6379"},

		{name: "another user's", port: 8080, command: "nginx: master process nginx", others: true, want: Somebody},
		{name: "unknown", port: 8080, want: Somebody},

		{name: "sshd", port: 22, command: "sshd: /usr/sbin/sshd -D", want: System},
		{name: "a service of Windows", port: 49664, command: "x", exe: `C:\Windows\System32\lsass.exe`, want: System},
		{name: "a test of Go", port: 40000, command: "shop.test -test.v", exe: "/tmp/go-build1/b001/shop.test", want: Test},
		{name: "a test of Go, on Windows", port: 40000, command: "shop.test.exe", exe: `C:\Temp\go-build1\b001\shop.test.exe`, want: Test},
		{name: "AirPlay", system: "darwin", port: 5000, command: "/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter", want: System},
		{name: "AirPlay, with nothing but its port", system: "darwin", port: 7000, command: "x", want: System},
		{name: "Flask at AirPlay's port", system: "darwin", port: 5000, command: "python flask run"},
		{name: "that port elsewhere", system: "linux", port: 5000, command: "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := listener{port: c.port}
			if c.command != "" {
				p := &process{pid: 1, command: strings.Fields(c.command), exe: c.exe, own: !c.others}
				p.name = base(p.command[0])
				l.main, l.all = p, []*process{p}
			}
			a := describe(l, nil, newDisk())
			a.hide(l, c.system)
			if a.Hidden != c.want {
				t.Errorf("hidden as %q, want %q", a.Hidden, c.want)
			}
			risky := c.want == Debugger || c.want == DockerAPI || c.want == Notebook || c.want == Database
			if (a.Risk != "") != risky || risky && !strings.HasPrefix(a.Risk, fmt.Sprintf("Port %d is ", c.port)) {
				t.Errorf("the warning is %q", a.Risk)
			}
		})
	}
}

func TestWords(t *testing.T) {
	const want = "Port 9229 is a debugger. Anyone with the link could run code on this computer."
	if got := warning(Debugger, 9229); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := warning(Somebody, 80); got != "" {
		t.Errorf("it warns of what is no risk: %q", got)
	}
}

// Jupyter itself says whether it asks for something.
func TestNotebooks(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		guarded          bool
	}{
		{"a token", "jpserver-7.json", `{"pid": 7, "token": "0f3a", "password": false}`, true},
		{"a password", "jpserver-7.json", `{"token": "", "password": true}`, true},
		{"an old one", "nbserver-7.json", `{"token": "0f3a"}`, true},
		{"neither", "jpserver-7.json", `{"token": "", "password": false}`, false},
		{"no file", "other.json", ``, false},
		{"another's file", "jpserver-8.json", `{"token": "0f3a"}`, false},
		{"a broken file", "jpserver-7.json", `{"token": `, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := t.TempDir()
			t.Setenv("HOME", t.TempDir())
			t.Setenv("XDG_DATA_HOME", data)
			write(t, data, map[string]string{filepath.Join("jupyter", "runtime", c.file): c.text})
			l := listener{port: 8888, main: &process{pid: 7, own: true, command: []string{"python3", "/usr/bin/jupyter-lab"}}}
			a := describe(l, nil, newDisk(os.TempDir()))
			a.hide(l, "linux")
			if (a.Hidden == "") != c.guarded {
				t.Errorf("hidden as %q", a.Hidden)
			}
		})
	}
}
