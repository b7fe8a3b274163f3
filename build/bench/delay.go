package main

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// delay is a TCP relay that makes a link of a given length out of loopback. It
// delays and never limits: what comes in at any rate goes out at that rate,
// oneWay later. There is no loss, so it says nothing about lossy links.
type delay struct {
	oneWay time.Duration
	to     string
	ln     net.Listener
	conns  sync.WaitGroup

	mu     sync.Mutex
	open   map[net.Conn]bool
	closed bool
}

// startDelay listens on a free port and relays to an address. The caller
// closes it.
func startDelay(oneWay time.Duration, to string) (*delay, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &delay{oneWay: oneWay, to: to, ln: ln, open: map[net.Conn]bool{}}
	d.conns.Go(d.accept)
	return d, nil
}

func (d *delay) addr() string { return d.ln.Addr().String() }

func (d *delay) accept() {
	for {
		c, err := d.ln.Accept()
		if err != nil {
			return
		}
		d.conns.Go(func() { d.serve(c) })
	}
}

// serve spends what a handshake takes on a link that long: the other end sees
// the connection after one way, and the caller's first bytes set out after a
// round trip, however early they were written here.
func (d *delay) serve(near net.Conn) {
	defer d.forget(near)
	if !d.remember(near) {
		return
	}
	ready := time.Now().Add(2 * d.oneWay)
	time.Sleep(d.oneWay)
	far, err := net.Dial("tcp", d.to)
	if err != nil {
		return
	}
	defer d.forget(far)
	if !d.remember(far) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { d.carry(far, near, ready) })
	both.Go(func() { d.carry(near, far, time.Time{}) })
	both.Wait()
}

// parcel is bytes and when they arrive.
type parcel struct {
	bytes []byte
	due   time.Time
}

// underway is how many parcels one direction holds, of up to 64 KiB each: at 50
// ms this is 1.3 GB/s, more than any path here moves.
const underway = 1024

// carry moves bytes one way, and then the end of them. Nothing sets out before
// ready.
func (d *delay) carry(dst, src net.Conn, ready time.Time) {
	parcels := make(chan parcel, underway)
	go collect(parcels, src, ready, d.oneWay)
	var err error
	for p := range parcels {
		time.Sleep(time.Until(p.due))
		switch {
		case err != nil: // drain, so that collect ends
		case p.bytes == nil:
			err = dst.(*net.TCPConn).CloseWrite()
		default:
			_, err = dst.Write(p.bytes)
		}
		if err != nil {
			_ = src.Close() // tells the other end, which is all there is to do
		}
	}
}

// collect owns parcels. It ends with a parcel without bytes when src ended in
// order.
func collect(parcels chan<- parcel, src net.Conn, ready time.Time, oneWay time.Duration) {
	defer close(parcels)
	buf := make([]byte, 64<<10)
	for {
		n, err := src.Read(buf)
		sent := time.Now()
		if sent.Before(ready) {
			sent = ready
		}
		if n > 0 {
			parcels <- parcel{append([]byte{}, buf[:n]...), sent.Add(oneWay)}
		}
		if errors.Is(err, io.EOF) {
			parcels <- parcel{nil, sent.Add(oneWay)}
		}
		if err != nil {
			return
		}
	}
}

// remember is for connections that close must end. It reports false when there
// has been a close already.
func (d *delay) remember(c net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open[c] = true
	return !d.closed
}

func (d *delay) forget(c net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, c)
	_ = c.Close() // it has ended
}

// close ends every connection and waits for it. A nil delay has none.
func (d *delay) close() {
	if d == nil {
		return
	}
	_ = d.ln.Close()
	d.mu.Lock()
	d.closed = true
	for c := range d.open {
		_ = c.Close()
	}
	d.mu.Unlock()
	d.conns.Wait()
}
