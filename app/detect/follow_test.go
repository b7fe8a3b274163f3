package detect

import "testing"

func appAt(port int, name, folder, shape string) App {
	return App{Port: port, Project: name, Folder: folder, shape: shape, PID: port}
}

func vite(port int) App { return appAt(port, "shop", "/shop", "node vite") }

func TestFollow(t *testing.T) {
	admin := appAt(5173, "admin-tools", "/admin", "node vite")
	hidden := vite(9229)
	hidden.Hidden = Debugger
	web := App{Port: 8080, Project: "web", Container: "web", Framework: "Docker"}
	unknown := App{Port: 8080}
	for _, c := range []struct {
		name     string
		shared   App
		then     []App // what was there when it was shared, beside it
		newest   []App
		want     State
		port     int
		sentence string
	}{
		{"the same place", vite(5173), nil, []App{vite(5173)}, Same, 5173, ""},
		{"another process", vite(5173), nil, []App{{Port: 5173, PID: 9, Folder: "/shop", shape: "node vite"}}, Same, 5173, ""},
		{"beside others", vite(5173), nil, []App{appAt(80, "x", "/x", "x"), vite(5173), vite(5174)}, Same, 5173, ""},
		{"the next port", vite(5173), nil, []App{vite(5174)}, Moved, 5174, "shop restarted on port 5174. Your link still works."},
		{"the next port, as the old one was taken", vite(5173), nil, []App{admin, vite(5174)}, Moved, 5174, "shop restarted on port 5174. Your link still works."},
		{"the nearest of several", vite(5173), nil, []App{vite(3000), vite(5175), vite(5180)}, Moved, 5175, "shop restarted on port 5175. Your link still works."},
		{
			"a stranger", vite(5173), nil,
			[]App{admin},
			Taken, 5173,
			"Port 5173 now belongs to 'admin-tools', not 'shop'. Sharing is paused so nothing else is shown by accident.",
		},
		{
			"another command in the same folder", vite(5173), nil, []App{
				{Port: 5173, Project: "shop", Framework: "http.server", Folder: "/shop", shape: "python http.server"},
			}, Taken, 5173, "Port 5173 now belongs to 'shop · http.server', not 'shop'. Sharing is paused so nothing else is shown by accident.",
		},
		{
			"a program without a name", vite(5173), nil,
			[]App{{Port: 5173}},
			Taken, 5173,
			"Port 5173 now belongs to another app, not 'shop'. Sharing is paused so nothing else is shown by accident.",
		},
		{"gone", vite(5173), nil, nil, Gone, 0, "Waiting for port 5173. The link goes live as soon as your app starts."},
		{"another project elsewhere", vite(5173), nil, []App{appAt(5174, "admin-tools", "/admin", "node vite")}, Gone, 0, "Waiting for port 5173. The link goes live as soon as your app starts."},
		{"only its debugger is up", vite(5173), nil, []App{hidden}, Gone, 0, "Waiting for port 5173. The link goes live as soon as your app starts."},
		{"only its other port is up", vite(5173), []App{vite(24678)}, []App{vite(24678)}, Gone, 0, "Waiting for port 5173. The link goes live as soon as your app starts."},
		{"its other port is up, and it moved", vite(5173), []App{vite(5174)}, []App{vite(5174), vite(5175)}, Moved, 5175, "shop restarted on port 5175. Your link still works."},
		{"two programs at its port", vite(5173), nil, []App{admin, vite(5173)}, Same, 5173, ""},
		{"a container", web, nil, []App{{Port: 8080, Container: "web"}}, Same, 8080, ""},
		{"a container at another port", web, nil, []App{{Port: 8081, Container: "web"}}, Moved, 8081, "web restarted on port 8081. Your link still works."},
		{
			"another container", web, nil,
			[]App{{Port: 8080, Container: "db", Project: "db"}},
			Taken, 8080,
			"Port 8080 now belongs to 'db', not 'web'. Sharing is paused so nothing else is shown by accident.",
		},
		{"what nobody knows of", unknown, nil, []App{{Port: 8080}}, Same, 8080, ""},
		{"what nobody knows of, elsewhere", unknown, nil, []App{{Port: 8081}}, Gone, 0, "Waiting for port 8080. The link goes live as soon as your app starts."},
	} {
		t.Run(c.name, func(t *testing.T) {
			id := Identify(c.shared, append(c.then, c.shared))
			a, state := Follow(id, c.newest)
			if state != c.want || a.Port != c.port {
				t.Errorf("it is %s at %d, want %s at %d", state, a.Port, c.want, c.port)
			}
			if got := id.Sentence(a, state); got != c.sentence {
				t.Errorf("people are told %q, want %q", got, c.sentence)
			}
			if state == Same && a.shape != c.shared.shape {
				t.Errorf("it is taken for %+v", a)
			}
		})
	}
}
