package public

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/relay"
)

// checked is a visitor's end of an HTTP relay. It lets through whole request
// heads of one tunnel and their bodies; at anything else it stops as if the
// visitor had ended, and says in refused what the visitor gets.
type checked struct {
	relay.End
	conn   net.Conn // for deadlines
	framer sniff.Framer
	queue  []*relay.Buffer // received and not let through, in order

	// judge says what a request gets instead of going on to this tunnel; nil
	// before the tunnel is known, when one head is let through.
	judge func(*sniff.Head) reply
	head  *sniff.Head // the last
	slow  bool        // a deadline is set for the rest of a head

	dues     dues        // what answers are still to come
	over     atomic.Bool // the app has ended its answers
	stopping atomic.Bool
	retired  atomic.Bool
	stream   *passage // set before relaying

	refused  reply // read after the relay has ended
	refusing atomic.Bool
	onRefuse func()
	timer    *time.Timer
}

// first waits for the first request head and returns it, read out and as bytes.
func (c *checked) first() (*sniff.Head, *relay.Buffer, error) {
	b, err := c.ReadBuffer()
	return c.head, b, err
}

// ReadBuffer waits for bytes that may go through.
func (c *checked) ReadBuffer() (*relay.Buffer, error) {
	for {
		if !c.refused.none() {
			return nil, io.EOF
		}
		b, err := c.pull()
		if err != nil {
			if !c.retired.Load() || !isTimeout(err) {
				return nil, err
			}
			if c.finished() {
				return nil, io.EOF
			}
			c.unretire()
			continue
		}
		if n := c.pass(b.Bytes()); n > 0 {
			return c.split(b, n), nil
		}
		if !c.refused.none() {
			b.Release()
		} else if err := c.more(b); err != nil {
			return nil, err
		}
	}
}

// pass checks the bytes at hand and returns how many may go through.
func (c *checked) pass(p []byte) (n int) {
	for n < len(p) {
		m, head, err := c.framer.Feed(p[n:])
		switch {
		case err != nil:
			c.refuse(reply{page: pageFor(err), unread: true})
			return n
		case head != nil:
			c.head = head
			if c.judge == nil {
				return m // what follows is checked when the tunnel is known
			}
			if r := c.judge(head); !r.none() {
				c.refuse(r)
				return n
			}
			c.dues.ask(head)
		case m == 0:
			return n
		}
		c.dues.journal.up(m)
		n += m
	}
	return n
}

func pageFor(err error) pages.Page {
	var bad sniff.RequestError
	errors.As(err, &bad) // the framer has no other errors
	return pages.BadRequest(bad.Status)
}

func (c *checked) refuse(r reply) {
	c.refused = r
	c.refusing.Store(true)
	if c.onRefuse != nil {
		c.onRefuse()
	}
}

// pull returns the next bytes that were not let through.
func (c *checked) pull() (*relay.Buffer, error) {
	if len(c.queue) == 0 {
		return c.End.ReadBuffer()
	}
	b := c.queue[0]
	c.queue = c.queue[1:]
	return b, nil
}

// split keeps what follows the first n bytes of b for later.
func (c *checked) split(b *relay.Buffer, n int) *relay.Buffer {
	if c.slow {
		c.slow = false
		_ = c.conn.SetReadDeadline(time.Time{})
	}
	if rest := b.Bytes()[n:]; len(rest) > 0 {
		after := relay.Get()
		after.Grow(copy(after.RawSpace(), rest))
		c.queue = append([]*relay.Buffer{after}, c.queue...)
		b.Truncate(n)
	}
	return b
}

// more adds bytes to the incomplete head in b. From its first byte a head has
// [headWait] to be complete; the first of a connection has its deadline already.
func (c *checked) more(b *relay.Buffer) error {
	if c.judge != nil && !c.slow {
		c.slow = true
		_ = c.conn.SetReadDeadline(time.Now().Add(headWait)) // the read fails too if this does
	}
	next, err := c.pull()
	if err != nil {
		b.Release()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	b.Compact()
	n := copy(b.RawSpace(), next.Bytes())
	b.Grow(n)
	next.Consume(n)
	left := []*relay.Buffer{b}
	if next.Len() > 0 {
		left = append(left, next)
	} else {
		next.Release()
	}
	c.queue = append(left, c.queue...)
	return nil
}

// Abort breaks the visitor off, unless he is to get a page: then it only wakes
// whoever waits for him.
func (c *checked) Abort() {
	if c.refusing.Load() || c.dues.untouched() {
		_ = c.conn.SetDeadline(time.Unix(1, 0))
		return
	}
	c.End.Abort()
}

// WriteBuffer passes on what the app answers.
func (c *checked) WriteBuffer(b *relay.Buffer) error {
	c.dues.answer(b.Bytes())
	if err := c.End.WriteBuffer(b); err != nil {
		return err
	}
	if c.stopping.Load() && c.finished() {
		c.retire()
	}
	return nil
}

// CloseWrite ends the answers, unless a page is to follow them.
func (c *checked) CloseWrite() error {
	if c.refusing.Load() {
		return nil
	}
	c.over.Store(true)
	err := c.End.CloseWrite()
	if c.stopping.Load() {
		c.retire()
	}
	return err
}

// finished reports whether the visitor can get nothing more than he has.
func (c *checked) finished() bool { return c.over.Load() || c.dues.none() }

// stop has the visitor's connection end as soon as no answer is due.
func (c *checked) stop() {
	c.stopping.Store(true)
	if c.finished() {
		c.retire()
	}
}

// retire ends an idle visitor's connection as if he had ended it.
func (c *checked) retire() {
	c.retired.Store(true)
	_ = c.conn.SetReadDeadline(time.Unix(1, 0)) // the connection is gone if this fails
}

// unretire goes on with a visitor whose next request came at that very moment.
// Its answer, once it is there, has him retired again.
func (c *checked) unretire() {
	c.retired.Store(false)
	_ = c.conn.SetReadDeadline(time.Time{}) // as above
}

func (c *checked) release() {
	for _, b := range c.queue {
		b.Release()
	}
	c.queue = nil
}
