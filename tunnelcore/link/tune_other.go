//go:build !linux

package link

import "net"

func tune(*net.TCPConn) {}
