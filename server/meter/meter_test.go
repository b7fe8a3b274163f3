package meter_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/meter"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/pages"
)

func open(t *testing.T, path string) (*store.Store, *meter.Meters) {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	m, err := meter.New(t.Context(), db, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return db, m
}

func TestVisitorsAtOnce(t *testing.T) {
	_, meters := open(t, filepath.Join(t.TempDir(), "db"))
	m := meters.Of("designer", store.Limits{Visitors: 2})
	for i, want := range []pages.Page{"", "", pages.Busy, pages.Busy} {
		if got := m.Enter(); got != want {
			t.Errorf("visitor %d: %q", i, got)
		}
	}
	m.Leave()
	// Another session of the account counts with the first.
	if got := meters.Of("designer", store.Limits{Visitors: 2}).Enter(); got != "" {
		t.Errorf("after one left: %q", got)
	}
	if m.Visitors() != 2 {
		t.Errorf("%d are here", m.Visitors())
	}
	if got := meters.Of("other", store.Limits{Visitors: 2}).Enter(); got != "" {
		t.Errorf("another account: %q", got)
	}
	if got := meters.Of("designer", store.Limits{Visitors: -1}).Enter(); got != "" {
		t.Errorf("without a limit: %q", got)
	}
}

func TestNobodyHasNoLimits(t *testing.T) {
	_, meters := open(t, filepath.Join(t.TempDir(), "db"))
	m := meters.Of("", store.Limits{Visitors: 1})
	for range 2 {
		if m.Enter() != "" || !m.Moved(1<<60) {
			t.Error("nobody was refused")
		}
	}
	m.Leave()
}

func TestBytesOutliveTheServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, meters := open(t, path)
	m := meters.Of("designer", store.Limits{Bytes: 1000})
	if !m.Moved(600) || m.Enter() != "" {
		t.Error("refused too early")
	}
	if err := meters.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	db.Close()

	_, meters = open(t, path)
	if got := meters.Bytes("designer"); got != 600 {
		t.Errorf("%d bytes after a restart", got)
	}
	m = meters.Of("designer", store.Limits{Bytes: 1000})
	if m.Moved(400) {
		t.Error("went beyond the limit")
	}
	if got := m.Enter(); got != pages.Spent {
		t.Errorf("a visitor beyond the limit: %q", got)
	}
}

func TestANewMonth(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) { // begins in January 2000
		db, err := store.Open(filepath.Join(dir, "db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		meters, err := meter.New(t.Context(), db, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		m := meters.Of("designer", store.Limits{Bytes: 1000})
		m.Moved(1000)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { meters.Run(ctx) })
		defer running.Wait()
		defer cancel()
		time.Sleep(30 * 24 * time.Hour)
		if m.Enter() != pages.Spent {
			t.Error("the month was not over")
		}
		time.Sleep(2 * 24 * time.Hour)
		if got := m.Enter(); got != "" || m.Bytes() != 0 {
			t.Errorf("in February: %q, %d bytes", got, m.Bytes())
		}
	})
}
