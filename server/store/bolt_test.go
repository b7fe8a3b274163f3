package store_test

import (
	"path/filepath"
	"testing"

	"gotunnel/server/store"
	"gotunnel/server/store/storetest"
)

func TestBolt(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Backend {
		return open(t, filepath.Join(t.TempDir(), "db")).Backend
	})
}
