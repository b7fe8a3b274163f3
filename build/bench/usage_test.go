package main

import "testing"

func TestParseStat(t *testing.T) {
	const tail = " S 1 2 3 0 -1 4194560 10 0 0 0 150 75 9 9 20 0 1 0 100 0 0\n"
	tests := []struct {
		name, in string
		want     float64
		ok       bool
	}{
		{"plain name", "42 (haproxy)" + tail, 2.25, true},
		{"a name with blanks and brackets", "42 (a) b (c)" + tail, 2.25, true},
		{"cut short", "42 (haproxy) S 1 2", 0, false},
		{"no name", "", 0, false},
		{"not numbers", "42 (x) S 1 2 3 0 -1 0 10 0 0 0 x y 9 9", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseStat([]byte(tt.in))
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("%v, %v; want %v, ok %v", got, err, tt.want, tt.ok)
			}
		})
	}
}

func TestParseRSS(t *testing.T) {
	got, err := parseRSS([]byte("VmSize:\t  100 kB\nVmRSS:\t   20 kB\n"))
	if got != 20<<10 || err != nil {
		t.Errorf("%v, %v; want %v", got, err, 20<<10)
	}
	if _, err := parseRSS([]byte("Name:\tkthreadd\n")); err == nil {
		t.Error("no VmRSS, but no error")
	}
}
