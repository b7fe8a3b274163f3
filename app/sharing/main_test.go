package sharing_test

import (
	"os"
	"testing"
)

// TestMain has this process be known as Gotunnel's own, where systems let it say so.
// A Gotunnel that runs on this computer asks all other apps for their titles, and here
// some count who comes.
func TestMain(m *testing.M) {
	_ = os.WriteFile("/proc/self/comm", []byte("gotunnel"), 0)
	os.Exit(m.Run())
}
