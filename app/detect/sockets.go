package detect

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"syscall"

	"github.com/shirou/gopsutil/v4/net"
)

// socket is a listening one. pid is 0 if the system doesn't tell whose it is.
type socket struct {
	addr netip.AddrPort
	pid  int
}

// listening reads the system's table. The library does it alike on all systems,
// in some 40 ms: by /proc, by Windows' own call, and by lsof on macOS, which has
// no other way without root.
func listening(ctx context.Context) ([]socket, error) {
	table, err := net.ConnectionsWithContext(ctx, "tcp")
	if err != nil {
		return nil, fmt.Errorf("what listens on this computer can't be read: %w", err)
	}
	var sockets []socket
	for _, row := range table {
		addr, ok := address(row)
		if ok && strings.EqualFold(row.Status, "LISTEN") {
			sockets = append(sockets, socket{addr, int(row.Pid)})
		}
	}
	return sockets, nil
}

// address is where a socket listens. lsof writes * for every address.
func address(row net.ConnectionStat) (netip.AddrPort, bool) {
	ip, err := netip.ParseAddr(row.Laddr.IP)
	switch {
	case row.Laddr.IP != "*" && row.Laddr.IP != "":
	case row.Family == syscall.AF_INET:
		ip, err = netip.IPv4Unspecified(), nil
	default:
		ip, err = netip.IPv6Unspecified(), nil
	}
	ok := err == nil && row.Laddr.Port > 0 && row.Laddr.Port < 1<<16
	return netip.AddrPortFrom(ip.Unmap(), uint16(row.Laddr.Port)), ok
}
