// Package meter counts what the visitors of accounts take, and says when it is
// too much:
//
//	meters, err := meter.New(ctx, store)
//	m := meters.Of("designer", limits)
//	if page := m.Enter(); page == "" {
//		defer m.Leave()
//		goes := m.Moved(n) // bytes
//	}
//
// It counts for an account, over all its sessions, so that to connect again
// changes nothing. Bytes of the month are kept in the store, written every minute
// and at the end: a server that is killed forgets the last minute.
//
// It ends nothing by itself, and knows no visitor.
package meter

import (
	"sync/atomic"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/pages"
)

// Meter counts for one account. Its methods may be called at once and do not
// block. The nil Meter counts nothing and has no limits.
type Meter struct {
	account  string
	visitors atomic.Int64
	bytes    atomic.Int64 // in this month, both ways
	saved    int64        // what the store knows; of the saving goroutine

	// The limits, -1: none. They may change while visitors are here.
	maxVisitors, maxBytes atomic.Int64
}

func (m *Meter) limit(l store.Limits) {
	m.maxVisitors.Store(orNone(int64(l.Visitors)))
	m.maxBytes.Store(orNone(l.Bytes))
}

// orNone makes no limit of 0, which is one that nobody set.
func orNone(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

// Enter counts a visitor in who is to be counted out by [Meter.Leave], or returns
// the page that says why not.
func (m *Meter) Enter() pages.Page {
	if m == nil {
		return ""
	}
	if m.spent() {
		return pages.Spent
	}
	most := m.maxVisitors.Load()
	if n := m.visitors.Add(1); most >= 0 && n > most {
		m.visitors.Add(-1)
		return pages.Busy
	}
	return ""
}

// Leave counts a visitor out.
func (m *Meter) Leave() {
	if m != nil {
		m.visitors.Add(-1)
	}
}

// Moved counts bytes that passed, in either direction; false when there were too
// many.
func (m *Meter) Moved(n int64) bool {
	if m == nil {
		return true
	}
	m.bytes.Add(n)
	return !m.spent()
}

// Visitors is how many are here.
func (m *Meter) Visitors() int64 { return m.visitors.Load() }

// Bytes is what passed in this month.
func (m *Meter) Bytes() int64 { return m.bytes.Load() }

func (m *Meter) spent() bool {
	most := m.maxBytes.Load()
	return most >= 0 && m.bytes.Load() >= most
}
