package link_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

const (
	pingAfter = 10 * time.Second
	deadAfter = 25 * time.Second
)

// receive passes on what c receives until it fails, then the error.
func receive(c *link.Control) (<-chan wire.Message, <-chan error) {
	messages, end := make(chan wire.Message, 8), make(chan error, 1)
	go func() {
		for {
			m, err := c.Receive()
			if err != nil {
				end <- err
				return
			}
			messages <- m
		}
	}()
	return messages, end
}

func TestHeartbeatKeepsAQuietConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		ca, cb := link.NewControl(a, pingAfter, deadAfter), link.NewControl(b, pingAfter, deadAfter)
		messages, endA := receive(ca)
		_, endB := receive(cb)
		time.Sleep(24 * time.Hour)
		if err := cb.Send(wire.Drain{GraceMS: 5}); err != nil {
			t.Fatalf("after a quiet day: %v", err)
		}
		if m := <-messages; m != (wire.Drain{GraceMS: 5}) {
			t.Fatalf("received %v", m)
		}
		ca.Close()
		cb.Close()
		<-endA
		<-endB
	})
}

func TestASilentPeerIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		defer b.Close()
		go func() { // takes everything, says nothing
			for buf := make([]byte, 100); ; {
				if _, err := b.Read(buf); err != nil {
					return
				}
			}
		}()
		c := link.NewControl(a, pingAfter, deadAfter)
		defer c.Close()
		began := time.Now()
		_, end := receive(c)
		if err := <-end; !errors.Is(err, link.ErrSilent) {
			t.Fatalf("Receive = %v, want ErrSilent", err)
		}
		if took := time.Since(began); took != deadAfter {
			t.Errorf("given up after %v, want %v", took, deadAfter)
		}
	})
}

// A peer that reads nothing must not hold a sender for ever.
func TestSendGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		defer b.Close()
		c := link.NewControl(a, pingAfter, deadAfter)
		if err := c.Send(wire.Bye{}); err == nil {
			t.Fatal("Send succeeded with nobody reading")
		}
		if _, err := c.Receive(); err == nil {
			t.Fatal("the connection goes on after a failed Send")
		}
	})
}

func TestProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		ca := link.NewControl(a, pingAfter, deadAfter)
		cb := link.NewControl(b, pingAfter, deadAfter)
		defer ca.Close()
		defer cb.Close()
		receive(ca)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() { // hears the ping and does not answer
			_ = b.SetReadDeadline(time.Now().Add(2 * time.Second))
			_, _ = b.Read(make([]byte, 100))
		}()
		if err := ca.Probe(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("Probe of a silent peer = %v", err)
		}
		receive(cb)
		if err := ca.Probe(t.Context()); err != nil {
			t.Fatalf("Probe of a living peer = %v", err)
		}
	})
}
