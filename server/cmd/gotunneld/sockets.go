package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/coreos/go-systemd/v22/activation"
)

// inherited are the sockets that systemd opened for this process; none when it
// did not. They are for everyone, as --listen is, whatever their names.
func inherited() ([]net.Listener, error) {
	var list []net.Listener
	for _, file := range activation.Files(true) { // and no child takes them for its own
		listener, err := net.FileListener(file)
		file.Close() // the listener has a copy
		if err == nil && listener.Addr().Network() != "tcp" {
			err = errors.New("it is not TCP")
		}
		if err != nil {
			return nil, fmt.Errorf("the socket %s that systemd opened can't be used: %w: "+
				"give the unit only ListenStream= with ports", file.Name(), err)
		}
		list = append(list, listener)
	}
	return list, nil
}
