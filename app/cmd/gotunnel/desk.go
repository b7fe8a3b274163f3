package main

import (
	"sync"
	"time"
)

// mostWaiting is how many events may wait for a stdout that stands still, such
// as a terminal after Ctrl-S. Beyond it visitors are left out.
const mostWaiting = 1000

// desk prints events in the order in which they are put, without ever making
// the one who puts them wait.
type desk struct {
	printer printer
	broken  func(error) // called when stdout can't be written to

	mu     sync.Mutex
	events []event
	closed bool

	wake chan struct{} // holds one
	wg   sync.WaitGroup
}

// openDesk starts printing; the caller closes it.
func openDesk(p printer, broken func(error)) *desk {
	d := &desk{printer: p, broken: broken, wake: make(chan struct{}, 1)}
	d.wg.Go(d.run)
	return d
}

func (d *desk) put(e event) {
	d.mu.Lock()
	if _, ok := e.(visitorEvent); !ok || len(d.events) < mostWaiting {
		d.events = append(d.events, e)
	}
	d.mu.Unlock()
	d.poke()
}

func (d *desk) poke() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// close prints what was put and stops. Only then may somebody else use the
// printer.
func (d *desk) close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.poke()
	d.wg.Wait()
}

func (d *desk) run() {
	tick := time.NewTicker(time.Second) // for a line that counts seconds
	defer tick.Stop()
	for {
		select {
		case <-d.wake:
		case <-tick.C:
		}
		events, closed := d.take()
		if err := d.printAll(events); err != nil {
			d.broken(err)
			return
		}
		if closed {
			return
		}
	}
}

func (d *desk) take() (events []event, closed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	events, d.events = d.events, nil
	return events, d.closed
}

func (d *desk) printAll(events []event) error {
	for _, e := range events {
		if err := d.printer.tell(e); err != nil {
			return err
		}
	}
	return d.printer.settle()
}
