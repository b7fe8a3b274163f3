package wake

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// sources are what tells on this system, each until ctx ends.
var sources = map[string]func(ctx context.Context, tell func(string)) error{
	"netlink": watchNetlink,
	"logind":  watchLogind,
}

// watchNetlink hears of addresses and links from the kernel, rtnetlink(7).
func watchNetlink(ctx context.Context, tell func(string)) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	groups := uint32(unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR | unix.RTMGRP_IPV4_ROUTE)
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		return errors.Join(err, unix.Close(fd))
	}
	return readSocket(ctx, fd, tell)
}

const (
	login     = "org.freedesktop.login1"
	loginPath = dbus.ObjectPath("/org/freedesktop/login1")
)

// watchLogind hears of sleep from systemd-logind, where that runs.
func watchLogind(ctx context.Context, tell func(string)) error {
	conn, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer conn.Close()
	err = conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(loginPath),
		dbus.WithMatchInterface(login+".Manager"), dbus.WithMatchMember("PrepareForSleep"))
	if err != nil {
		return err
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for {
		select {
		case <-ctx.Done():
			return nil
		case signal, ok := <-signals:
			switch {
			case ctx.Err() != nil: // it ends the connection, too
				return nil
			case !ok:
				return errors.New("the system bus went away")
			}
			if len(signal.Body) == 1 && signal.Body[0] == false {
				tell("the computer woke up")
			}
		}
	}
}
