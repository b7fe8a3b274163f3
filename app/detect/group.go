package detect

import (
	"cmp"
	"net/netip"
	"slices"
)

// listener is an app before it has a name: the sockets at one port that belong
// together, and the processes behind them.
type listener struct {
	port  int
	addrs []netip.Addr
	main  *process   // the first of its tree: the one that people started; nil if unknown
	all   []*process // those that hold the sockets
}

// group puts sockets together: those of one process, and those of its workers.
// Two programs may have the same port at different addresses. Sockets that the
// system tells no process of are one at each port.
func group(sockets []socket, get func(pid int) *process) []listener {
	type key struct{ port, pid int }
	found := map[key]*listener{}
	for _, s := range sockets {
		holder := get(s.pid)
		k := key{port: int(s.addr.Port())}
		main := eldest(holder, get)
		if main != nil {
			k.pid = main.pid
		}
		l := found[k]
		if l == nil {
			l = &listener{port: k.port, main: main}
			found[k] = l
		}
		if a := s.addr.Addr(); !slices.Contains(l.addrs, a) {
			l.addrs = append(l.addrs, a)
		}
		if holder != nil && !slices.Contains(l.all, holder) {
			l.all = append(l.all, holder)
		}
	}
	list := make([]listener, 0, len(found))
	for _, l := range found {
		slices.SortFunc(l.addrs, netip.Addr.Compare)
		list = append(list, *l)
	}
	slices.SortFunc(list, func(a, b listener) int {
		return cmp.Or(cmp.Compare(a.port, b.port), a.addrs[0].Compare(b.addrs[0]))
	})
	return list
}

// maxWorkers bounds the way up from a worker to what started it.
const maxWorkers = 8

// eldest goes from a worker up to the first process of the same program. Servers
// that load themselves anew keep that one, and replace the worker.
func eldest(p *process, get func(pid int) *process) *process {
	for range maxWorkers {
		if p == nil {
			return nil
		}
		parent := get(p.parent)
		if parent == nil || parent.own != p.own || !sameProgram(parent, p) {
			return p
		}
		p = parent
	}
	return p
}

// sameProgram compares commands, or names where the commands are not told.
func sameProgram(a, b *process) bool {
	if len(a.command) == 0 || len(b.command) == 0 {
		return a.name == b.name && a.name != "" && a.exe == b.exe
	}
	shape := shapeOf(words(a.command))
	return shape != "" && shape == shapeOf(words(b.command)) && a.folder == b.folder
}
