// Package tunnelcore makes a program on this computer reachable at a link on a
// gotunneld server.
//
//	client := &tunnelcore.Client{Server: "share.acme.dev"}
//	defer client.Close()
//	tunnel, err := client.Listen(ctx, tunnelcore.TunnelConfig{Name: "shop"})
//	...
//	fmt.Println("open", tunnel.URL())
//	err = http.Serve(tunnel, handler)
//
// A [Tunnel] is a net.Listener: what it accepts are visitors' connections, with
// the visitor's address as RemoteAddr. It lives until it is closed: when the
// connection to the server is lost, the [Client] connects again for as long as
// it takes and the tunnel comes back under its name.
//
// The package knows nothing of HTTP. Package forward relays a tunnel to an app
// that listens on a port; a server made with net/http needs no more than the
// lines above.
package tunnelcore
