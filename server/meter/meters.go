package meter

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"gotunnel/server/store"
)

// saveEvery is how often counts are written.
const saveEvery = time.Minute

// Meters are those of all accounts. Their methods may be called at once.
type Meters struct {
	store  *store.Store
	logger *slog.Logger

	mu       sync.Mutex
	month    string
	accounts map[string]*Meter
}

// New reads what the store knows of this month.
func New(ctx context.Context, db *store.Store, logger *slog.Logger) (*Meters, error) {
	m := &Meters{store: db, logger: logger, month: month(), accounts: map[string]*Meter{}}
	err := db.View(ctx, func(tx store.Reader) error {
		usages, err := store.Usages.All(tx)
		for _, u := range usages {
			if u.Month == m.month {
				one := &Meter{account: u.Account, saved: u.Bytes}
				one.bytes.Store(u.Bytes)
				one.limit(store.Limits{})
				m.accounts[u.Account] = one
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what accounts have used: %w", err)
	}
	return m, nil
}

func month() string { return time.Now().UTC().Format("2006-01") }

// Of is an account's meter, with these limits from now on. Nobody's, on a server
// that is open to all, is nil, and so is every one of nil Meters.
func (m *Meters) Of(account string, l store.Limits) *Meter {
	if m == nil || account == "" {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.accounts[account]
	if one == nil {
		one = &Meter{account: account}
		m.accounts[account] = one
	}
	one.limit(l)
	return one
}

// Bytes is what an account's visitors moved in this month.
func (m *Meters) Bytes(account string) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one := m.accounts[account]; one != nil {
		return one.Bytes()
	}
	return 0
}

// Run writes the counts now and then until ctx ends. Save is for the end.
func (m *Meters) Run(ctx context.Context) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := m.Save(ctx); err != nil && !errors.Is(err, store.ErrMoved) {
				m.logger.Error("can't store what accounts have used", "err", err)
			}
		}
	}
}

// atOnce is how many counts are written in one transaction, which is to stay
// small.
const atOnce = 50

// Save writes the counts that changed, and begins a new month when there is one.
func (m *Meters) Save(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var changed []*Meter
	for _, one := range m.accounts {
		if one.Bytes() != one.saved {
			changed = append(changed, one)
		}
	}
	var errs []error
	for len(changed) > 0 {
		n := min(atOnce, len(changed))
		errs = append(errs, m.saveLocked(ctx, changed[:n]))
		changed = changed[n:]
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	m.turnLocked(month())
	return nil
}

func (m *Meters) saveLocked(ctx context.Context, some []*Meter) error {
	counts := make([]int64, len(some))
	for i, one := range some {
		counts[i] = one.Bytes()
	}
	err := m.store.Update(ctx, func(tx store.Writer) error {
		for i, one := range some {
			u := store.Usage{Account: one.account, Month: m.month, Bytes: counts[i]}
			if err := store.Usages.Put(tx, u); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		for i, one := range some {
			one.saved = counts[i]
		}
	}
	return err
}

// turnLocked begins a month. What was counted since the last was written goes to
// the new one.
func (m *Meters) turnLocked(now string) {
	if now == m.month {
		return
	}
	m.month = now
	for _, one := range m.accounts {
		one.bytes.Add(-one.saved)
		one.saved = 0
	}
}
