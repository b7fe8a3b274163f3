package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"

	"gotunnel/server/certs"
	"gotunnel/server/public"
)

// ports connects to each of the server's ports by its own name, as others do, and
// sees that it is this server that answers. Of one that does not run it sees that
// it could listen.
func (p Patient) ports(ctx context.Context, here []netip.Addr) (list []Finding) {
	if p.Running == nil {
		list = append(list, fix("server", "systemctl start gotunneld, or gotunneld serve"+p.Given, "none runs on %s", p.Config.Data))
	}
	pin := ""
	if cert, err := p.load(); err == nil {
		pin = certs.Pin(cert)
	}
	for _, place := range p.places() {
		_, port := place.split()
		switch {
		case port == "0":
			list = append(list, unknown("port", "", "%s is %s, and port 0 is another one at each start", place.flag, place.addr))
		case p.Running == nil:
			list = append(list, place.canListen(ctx))
		case place.isLoopback():
			list = append(list, p.inside(ctx, place, pin)...)
		default:
			list = append(list, p.outside(ctx, place, pin, here)...)
		}
	}
	return list
}

// canListen sees that the port is free.
func (p place) canListen(ctx context.Context) Finding {
	const about = "port"
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", p.addr)
	_, port := p.split()
	switch {
	case err == nil:
		listener.Close()
		return ok(about, "%s is free for %s", p.addr, p.flag)
	case errors.Is(err, syscall.EADDRINUSE):
		return fix(about, "ss -ltnp 'sport = :"+port+"' shows which to stop, or choose another with "+p.flag, "port %s is in use by another program", port)
	case errors.Is(err, syscall.EACCES):
		return unknown(about, "give gotunneld the right to it, as AmbientCapabilities=CAP_NET_BIND_SERVICE in its unit does",
			"port %s is not for this user; root could tell whether it is free", port)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fix(about, "choose another with "+p.flag, "%s is not an address of this computer", p.addr)
	}
	return fix(about, "choose another with "+p.flag, "%s can't be listened on (%v)", p.addr, err)
}

// inside looks at a place that only this computer reaches. It is meant so when
// the domain means this computer too, or a program here passes visitors on.
func (p Patient) inside(ctx context.Context, at place, pin string) []Finding {
	list := []Finding{p.meet(ctx, at, at.addr, at.addr, pin)}
	if _, port := at.split(); !isLocal(p.Config.Domain) {
		list = append(list, unknown("port", at.flag+" 0.0.0.0:"+port,
			"nobody but this computer reaches %s; unless a program here passes on what comes for %s", at.addr, p.Config.Domain))
	}
	return list
}

// outside looks at a place that others can reach, by the domain.
func (p Patient) outside(ctx context.Context, at place, pin string, here []netip.Addr) []Finding {
	const about = "port"
	domain := p.Config.Domain
	host, port := at.split()
	addrs, err := p.home(ctx, host)
	if err != nil || len(addrs) == 0 {
		return []Finding{unknown(about, "", "%s was not tried, since it is not known where %s leads", port, domain)}
	}
	var list []Finding
	for _, addr := range addrs {
		list = append(list, p.meet(ctx, at, net.JoinHostPort(addr.String(), port), shown(domain, addr, port), pin))
	}
	if !isLocal(domain) && slices.ContainsFunc(addrs, func(a netip.Addr) bool { return !passesFront(a, here) }) {
		list = append(list, unknown(about, fmt.Sprintf("from another one run nc -vz %s %s", domain, port),
			"a firewall or router in front of %s can't be seen from this computer", port))
	}
	return list
}

// passesFront tells that what goes from here to addr leaves this computer and
// comes back by whatever is in front of it.
func passesFront(addr netip.Addr, here []netip.Addr) bool {
	return !isHere(addr, here) && !isHidden(addr)
}

// home is where the domain leads; one that means this computer, to where the
// server listens.
func (p Patient) home(ctx context.Context, host string) ([]netip.Addr, error) {
	domain := p.Config.Domain
	if addr, err := netip.ParseAddr(domain); err == nil {
		return []netip.Addr{addr}, nil
	}
	if !isLocal(domain) {
		return p.lookup(ctx, domain)
	}
	if addr, err := netip.ParseAddr(host); err == nil && !addr.IsUnspecified() {
		return []netip.Addr{addr}, nil
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
}

func shown(domain string, addr netip.Addr, port string) string {
	if isAddress(domain) {
		return net.JoinHostPort(domain, port)
	}
	return fmt.Sprintf("%s (%s)", net.JoinHostPort(domain, port), addr)
}

// meet connects to addr, which people know as name, and sees who answers.
func (p Patient) meet(ctx context.Context, at place, addr, name, pin string) Finding {
	const about = "port"
	who, err := p.recognise(ctx, at.accepts, addr)
	_, port := at.split()
	switch {
	case errors.Is(err, errUnmet):
		return fix(about, fmt.Sprintf("let the server run with these settings, and let it through: ufw allow %s/tcp, and the same in a firewall or router in front", port),
			"%s can't be reached (%v)", name, err)
	case err != nil:
		return fix(about, fmt.Sprintf("see what has the port, with ss -ltnp 'sport = :%s' there", port), "%s is no gotunneld (%v)", name, err)
	case who == someone:
		return unknown(about, "", "%s answers, but nothing shows that it is this server", name)
	case who == gotunnel:
		return ok(about, "%s is a gotunneld", name)
	case pin == "":
		return unknown(about, "", "%s is a gotunneld, but which can't be known without this one's certificate", name)
	case who != pin:
		return fix(about, "let "+p.Config.Domain+" lead to this one, or systemctl restart gotunneld if its key was changed", "%s is another gotunneld, with another key", name)
	}
	return ok(about, "%s is this server, by its key", name)
}

// What is known of who answers, beside a pin.
const (
	someone  = "someone"
	gotunnel = "gotunneld"
)

// recognise finds out who is at addr: the pin of its key, or one of the words
// above.
func (p Patient) recognise(ctx context.Context, accepts public.Accepts, addr string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, meetWait)
	defer cancel()
	switch {
	case accepts&public.Clients != 0:
		return pinAsClient(ctx, addr)
	case accepts == public.TLS && p.CertFile != "" && !p.Config.Single:
		return pinAsVisitor(ctx, addr, anyName(p.Config.Domain))
	case accepts == public.HTTP && !p.Config.Single:
		return page(ctx, addr, anyName(p.Config.Domain))
	}
	return knock(ctx, addr)
}
