package main

import (
	"fmt"
	"net"
	"time"

	"gotunnel/tunnelcore/bytesize"
)

// host is addr without its port, which means nothing to a person.
func host(addr string) string {
	h, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return h
}

// size is a number of bytes for people.
func size(n int64) string { return bytesize.Text(n) }

// took is a duration for people: 120 ms, 3.4 s, 2m3s.
func took(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", ms)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
