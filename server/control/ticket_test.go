package control_test

import (
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/wire"
)

func TestTickets(t *testing.T) {
	in(t, func(l *lab) {
		a, b := l.join(hello("a", "a1")), l.join(hello("b", "b1"))
		ticketsOf := func(c *client) (fresh func() string) {
			var tickets []string
			return func() string {
				for len(tickets) == 0 {
					tickets = next[wire.Dial](c).Tickets
				}
				one := tickets[0]
				tickets = tickets[1:]
				return one
			}
		}
		mine, theirs := ticketsOf(a), ticketsOf(b)

		once := mine()
		if err := a.attach(a.session, once, false); err != nil {
			t.Fatalf("a good ticket: %v", err)
		}
		cases := []struct {
			name            string
			session, ticket string
			plain           bool
		}{
			{"used before", a.session, once, false},
			{"of another session", a.session, theirs(), false},
			{"with another session's id", b.session, mine(), false},
			{"made up", a.session, strings.Repeat("A", 43), false},
			{"empty", a.session, "", false},
			{"of the other kind", b.session, theirs(), true},
		}
		for _, c := range cases {
			if err := a.attach(c.session, c.ticket, c.plain); err == nil {
				t.Errorf("a ticket %s was taken", c.name)
			}
			if err := a.attach(c.session, c.ticket, c.plain); err == nil {
				t.Errorf("a ticket %s was taken the second time", c.name)
			}
		}
		// What was used wrongly is asked for again, when somebody needs it.
		b.has("t1", "shop")
		go l.page("shop")
		if _, _, err := b.proxy(theirs()).Accept(); err != nil {
			t.Errorf("after all that: %v", err)
		}
	})
}

func TestALateTicket(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		tickets := next[wire.Dial](c).Tickets
		time.Sleep(9 * time.Second)
		if err := c.attach(c.session, tickets[0], false); err != nil {
			t.Errorf("after 9 s: %v", err)
		}
		time.Sleep(time.Second)
		if err := c.attach(c.session, tickets[1], false); err == nil {
			t.Error("a ticket was good for more than 10 s")
		}
	})
}

func TestATicketOfASessionThatEnded(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		tickets := next[wire.Dial](c).Tickets
		c.control.Close()
		c.ended()
		synctest.Wait()
		conn := l.dialTLS(wire.ALPNProxy)
		if err := wire.Write(conn, wire.Attach{Session: c.session, Ticket: tickets[0]}); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := wire.Read(conn); err == nil || isTimeout(err) {
			t.Errorf("a proxy connection without a session lives on: %v", err)
		}
	})
}

func isTimeout(err error) bool {
	ne, ok := err.(net.Error) //nolint:errorlint // as it is
	return ok && ne.Timeout()
}

// What a client could not dial is asked for again after a second, as long as
// somebody waits.
func TestUndialedIsAskedForAgain(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		page := make(chan string, 1)
		go func() { page <- l.page("shop") }()
		given := time.Now()
		for again := 0; again < 3; {
			dial := next[wire.Dial](c)
			switch wait := time.Since(given); wait {
			case 0: // the visitor's own, beside those to keep warm
			case time.Second:
				again++
			default:
				t.Fatalf("asked again after %v", wait)
			}
			given = time.Now()
			c.send(wire.Undialed{Tickets: append(dial.Tickets, "made-up"), Reason: "no"})
		}
		dial := next[wire.Dial](c)
		_, stream, err := c.proxy(dial.Tickets[0]).Accept()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = stream.Write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
		_ = stream.Close()
		if got := <-page; got != "HTTP/1.1 204 No Content" {
			t.Errorf("the visitor got %q", got)
		}
	})
}

// A client that gives back tickets as of the other kind does not unbalance the
// books.
func TestUndialedOfTheWrongKind(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		dial := next[wire.Dial](c)
		c.send(wire.Undialed{Tickets: dial.Tickets, Plain: true})
		synctest.Wait()
		if err := c.attach(c.session, dial.Tickets[0], false); err != nil {
			t.Errorf("a ticket that was not given back: %v", err)
		}
	})
}

// A visitor gets through although the warm connections have died, and nobody
// waits for what never comes.
func TestVisitorsAndClientsThatDie(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		page := make(chan string, 1)
		go func() { page <- l.page("shop") }()
		synctest.Wait()
		began := time.Now()
		c.send(wire.Bye{})
		if got := <-page; !strings.Contains(got, "410") || time.Since(began) > time.Second {
			t.Errorf("who waited for a connection got %q after %v", got, time.Since(began))
		}
	})
}
