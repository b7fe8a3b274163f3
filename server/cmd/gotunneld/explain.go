package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// explain puts in words why an address could not be listened on, with the flag
// to change it. Other errors it returns as they are.
func (s *settings) explain(err error) error {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "listen" {
		return err
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Errorf("looking up %s failed (%s): listen on an address of this computer instead", unknown.Name, unknown.Err)
	}
	if op.Addr == nil {
		return err
	}
	host, port, splitErr := net.SplitHostPort(op.Addr.String())
	if splitErr != nil {
		return err
	}
	flag := s.flagOf(port)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("port %s is in use by another program: stop it or choose another with %s", port, flag)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("port %s is only for root: give gotunneld the right to it (CAP_NET_BIND_SERVICE), "+
			"or choose one above 1023 with %s", port, flag)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s is not an address of this computer: choose another with %s", host, flag)
	}
	return err
}

// flagOf is the flag that asked for port.
func (s *settings) flagOf(port string) string {
	for _, p := range s.places() {
		if _, asked, err := net.SplitHostPort(p.addr); err == nil && samePort(asked, port) {
			return p.flag
		}
	}
	return "--tcp-ports"
}

// samePort also when one is written 08080.
func samePort(a, b string) bool {
	m, errA := strconv.Atoi(a)
	n, errB := strconv.Atoi(b)
	return errA == nil && errB == nil && m == n
}
