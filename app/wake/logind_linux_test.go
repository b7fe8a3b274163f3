package wake

import (
	"context"
	"testing"

	"gotunnel/app/sessionbus/bustest"
)

// logind says on the system's bus when the computer goes to sleep, and when it is
// awake again; only that is told.
func TestLogind(t *testing.T) {
	bus := bustest.Start(t)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
	conn := bustest.Connect(t, bus)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan string, 100)
	done := make(chan error, 1)
	go func() { done <- watchLogind(ctx, func(why string) { told <- why }) }()
	for why := ""; why == ""; { // until it listens
		for _, sleeps := range []bool{true, false} {
			if err := conn.Emit(loginPath, login+".Manager.PrepareForSleep", sleeps); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case why = <-told:
			if why != "the computer woke up" {
				t.Errorf("told that %s", why)
			}
		default:
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
