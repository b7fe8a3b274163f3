package doctor

import (
	"slices"
	"strings"
	"testing"
)

// check sees that the findings are these, each "STATE part of the line", in their
// order.
func check(t *testing.T, findings []Finding, want ...string) {
	t.Helper()
	matches := slices.EqualFunc(findings, want, func(f Finding, w string) bool {
		state, part, _ := strings.Cut(w, " ")
		return string(f.State) == state && strings.Contains(f.String(), part) && (f.State != Fix || f.Do != "") && (f.State != OK || f.Do == "")
	})
	if !matches {
		t.Errorf("got %d findings:\n%v\nwant %q", len(findings), findings, want)
	}
}

func TestLines(t *testing.T) {
	for want, f := range map[string]Finding{
		"ok   disk: 5 GB are free":                           ok("disk", "%d GB are free", 5),
		"FIX  data: it is open to everyone: chmod 700 /data": fix("data", "chmod 700 /data", "it is open to everyone"),
		"?    clock: not known":                              unknown("clock", "", "not known"),
	} {
		if f.String() != want {
			t.Errorf("%q, want %q", f, want)
		}
	}
}
