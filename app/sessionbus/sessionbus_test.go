//go:build !windows && !darwin

package sessionbus_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"gotunnel/app/sessionbus"
	"gotunnel/app/sessionbus/bustest"
)

func TestDial(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bustest.Start(t))
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := sessionbus.Dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cancel()
	if err := conn.BusObject().Call("org.freedesktop.DBus.GetId", 0).Err; err != nil {
		t.Errorf("after its context ended: %v", err)
	}
}

func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	if _, err := sessionbus.Dial(t.Context()); !errors.Is(err, sessionbus.ErrNone) {
		t.Error(err)
	}
}

// A bus that hangs is waited for only as long as the caller has time.
func TestSilentBus(t *testing.T) {
	path := t.TempDir() + "/bus"
	ln, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Read(make([]byte, 1)) // it began to speak
		cancel()
		<-t.Context().Done()
	}()
	if _, err := sessionbus.Dial(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
