package admin

import (
	"testing"
	"time"
)

func TestSince(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "now", 59 * time.Second: "now", 61 * time.Second: "1 min", 59 * time.Minute: "59 min",
		time.Hour: "1 h", 47 * time.Hour: "47 h", 49 * time.Hour: "2 days",
	} {
		if got := since(d); got != want {
			t.Errorf("since(%v) = %s, want %s", d, got, want)
		}
	}
}
