package e2e

import (
	"strconv"
	"testing"

	"gotunnel/server/servertest/freeport"
)

// freePort is a port for a program that can't choose a free one itself.
func freePort(t *testing.T) string {
	t.Helper()
	return strconv.Itoa(freeport.Take(t))
}
