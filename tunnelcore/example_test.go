package tunnelcore_test

import (
	"context"
	"fmt"
	"net/http"

	"gotunnel/tunnelcore"
)

// A tunnel is a net.Listener, so net/http serves on it.
func Example() {
	server, stop := exampleServer() // yours runs elsewhere: gotunneld serve
	defer stop()

	client := &tunnelcore.Client{Server: server}
	defer client.Close()
	tunnel, err := client.Listen(context.Background(), tunnelcore.TunnelConfig{Name: "shop"})
	if err != nil {
		fmt.Println(err)
		return
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello, visitor of %s!", r.URL.Path)
	})
	go http.Serve(tunnel, handler) //nolint:errcheck,gosec // it ends with the tunnel

	fmt.Println(tunnel.Name(), "says:", visit(tunnel.URL()+"/window", server))
	// Output: shop says: Hello, visitor of /window!
}
