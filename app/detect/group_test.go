package detect

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// tree is a table of processes: "pid parent folder command".
func tree(lines ...string) func(pid int) *process {
	all := map[int]*process{}
	for _, line := range lines {
		p := &process{own: true}
		var command string
		line, command, _ = strings.Cut(line, ": ")
		if _, err := fmt.Sscan(line, &p.pid, &p.parent, &p.folder); err != nil {
			panic(err)
		}
		if p.command = strings.Fields(command); len(p.command) > 0 {
			p.name = p.command[0]
		}
		all[p.pid] = p
	}
	return func(pid int) *process { return all[pid] }
}

var groups = []struct {
	name      string
	processes []string
	sockets   []string // "address pid"
	want      []string // "port pid addresses"
}{
	{
		"both families",
		[]string{"7 1 /shop: node vite"},
		[]string{"[::]:5173 7", "0.0.0.0:5173 7"},
		[]string{"5173 7 [0.0.0.0 ::]"},
	},
	{
		"workers that hold the socket",
		[]string{"7 1 /shop: python gunicorn app", "8 7 /shop: python gunicorn app", "9 7 /shop: python gunicorn app"},
		[]string{"127.0.0.1:8000 9", "127.0.0.1:8000 8", "127.0.0.1:8000 7"},
		[]string{"8000 7 [127.0.0.1]"},
	},
	{
		"a worker alone holds it",
		[]string{"7 1 /shop: python manage.py runserver", "8 7 /shop: python manage.py runserver"},
		[]string{"127.0.0.1:8000 8"},
		[]string{"8000 7 [127.0.0.1]"},
	},
	{
		"started by another program",
		[]string{"6 1 /shop: npm run dev", "7 6 /shop: node vite"},
		[]string{"127.0.0.1:5173 7"},
		[]string{"5173 7 [127.0.0.1]"},
	},
	{
		"the same command in another folder",
		[]string{"6 1 /all: node server.js", "7 6 /shop: node server.js"},
		[]string{"127.0.0.1:3000 7", "127.0.0.1:3001 6"},
		[]string{"3000 7 [127.0.0.1]", "3001 6 [127.0.0.1]"},
	},
	{
		"two programs at one port",
		[]string{"6 1 /shop: node vite", "7 1 /admin: node vite"},
		[]string{"[::1]:5173 6", "127.0.0.1:5173 7"},
		[]string{"5173 7 [127.0.0.1]", "5173 6 [::1]"},
	},
	{
		"two ports of a program",
		[]string{"6 1 /shop: node server.js"},
		[]string{"127.0.0.1:9229 6", "127.0.0.1:3000 6"},
		[]string{"3000 6 [127.0.0.1]", "9229 6 [127.0.0.1]"},
	},
	{
		"nobody knows whose, or it has ended",
		nil,
		[]string{"0.0.0.0:22 0", "[::]:22 0", "0.0.0.0:80 99"},
		[]string{"22 0 [0.0.0.0 ::]", "80 0 [0.0.0.0]"},
	},
	{
		"parents in a circle",
		[]string{"6 7 /shop: node vite", "7 6 /shop: node vite"},
		[]string{"127.0.0.1:5173 6"},
		[]string{"5173 6 [127.0.0.1]"},
	},
}

func TestOneAppNotOneSocket(t *testing.T) {
	for _, c := range groups {
		t.Run(c.name, func(t *testing.T) {
			var sockets []socket
			for _, line := range c.sockets {
				var addr string
				var s socket
				if _, err := fmt.Sscan(line, &addr, &s.pid); err != nil {
					t.Fatal(err)
				}
				s.addr = netip.MustParseAddrPort(addr)
				sockets = append(sockets, s)
			}
			var got []string
			for _, l := range group(sockets, tree(c.processes...)) {
				pid := 0
				if l.main != nil {
					pid = l.main.pid
				}
				got = append(got, fmt.Sprint(l.port, pid, l.addrs))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ addrs, want string }{
		{"", "127.0.0.1:80"},
		{"0.0.0.0", "127.0.0.1:80"},
		{"::", "[::1]:80"},
		{"::1", "[::1]:80"},
		{"0.0.0.0 ::", "127.0.0.1:80"},
		{"::1 127.0.0.1", "127.0.0.1:80"},
		{"192.168.1.5", "192.168.1.5:80"},
		{"192.168.1.5 ::1", "[::1]:80"},
	} {
		a := App{Port: 80}
		for s := range strings.FieldsSeq(c.addrs) {
			a.Addrs = append(a.Addrs, netip.MustParseAddr(s))
		}
		if got := a.Address().String(); got != c.want {
			t.Errorf("%q is reached at %s, want %s", c.addrs, got, c.want)
		}
	}
}
