package main

import (
	"crypto/tls"
	"strings"

	"gotunnel/server"
	"gotunnel/server/certs"
	"gotunnel/tunnelcore/wire"
)

// links makes what people open with an invite. home is the address of the
// server's pages, client is where clients connect to. A certificate that no
// authority vouches for is known by its pin, which comes with the invite.
func links(home, client string, cert tls.Certificate) server.Links {
	scheme, host, _ := strings.Cut(home, "://")
	var pin string
	if certs.SelfSigned(cert) {
		pin = certs.Pin(cert)
	}
	return func(code wire.Invite) (web, app string) {
		web = wire.InviteLink{Server: host, Code: code, Pin: pin}.Reveal(scheme)
		app = wire.InviteLink{Server: strings.TrimSuffix(client, ":443"), Code: code, Pin: pin}.Reveal(wire.SchemeApp)
		return web, app
	}
}
