package detect

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// What the kernel never says is an error, and no panic.
func TestReadDiag(t *testing.T) {
	one := func(kind uint16, body int) []byte {
		m := diagRequest(unix.AF_INET)[:unix.SizeofNlMsghdr]
		m[0], m[4], m[5] = byte(unix.SizeofNlMsghdr+body), byte(kind), byte(kind>>8)
		return append(m, make([]byte, body)...)
	}
	for name, tt := range map[string]struct {
		data []byte
		rows int
		last bool
		bad  bool
	}{
		"two":            {slices.Concat(one(unix.SOCK_DIAG_BY_FAMILY, answerLen), one(unix.SOCK_DIAG_BY_FAMILY, answerLen)), 2, false, false},
		"the end":        {slices.Concat(one(unix.SOCK_DIAG_BY_FAMILY, answerLen), one(unix.NLMSG_DONE, 4)), 1, true, false},
		"an error":       {one(unix.NLMSG_ERROR, 20), 0, true, true},
		"too short":      {one(unix.SOCK_DIAG_BY_FAMILY, answerLen-4), 0, true, true},
		"half a message": {one(unix.SOCK_DIAG_BY_FAMILY, answerLen)[:30], 0, true, true},
	} {
		rows, last, err := readDiag(tt.data, 0)
		if len(rows) != tt.rows || last != tt.last || (err != nil) != tt.bad {
			t.Errorf("%s: %q, %v, %v", name, rows, last, err)
		}
	}
}
