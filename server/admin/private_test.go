package admin

import (
	"net/netip"
	"testing"
)

func TestIsPrivate(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true,
		"100.64.0.1": true, "100.127.255.255": true, "fd00::1": true, "169.254.1.1": true, "fe80::1": true,
		"0.0.0.0": false, "::": false, "8.8.8.8": false, "172.32.0.1": false, "100.128.0.1": false,
		"2001:db8::1": false, "224.0.0.1": false,
	} {
		if got := isPrivate(netip.MustParseAddr(addr)); got != want {
			t.Errorf("isPrivate(%s) = %v, want %v", addr, got, want)
		}
	}
}
