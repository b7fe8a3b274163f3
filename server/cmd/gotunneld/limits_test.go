package main

import "testing"

func TestLimit(t *testing.T) {
	tests := map[string]struct {
		text    string
		isBytes bool
		want    int64 // 0 where text is none
		shown   string
	}{
		"a number":             {"5", false, 5, "5"},
		"none":                 {"none", false, -1, "none"},
		"bytes":                {"500", true, 500, "500B"},
		"GB":                   {"10GB", true, 1e10, "10GB"},
		"with a space":         {" 10 gb ", true, 1e10, "10GB"},
		"an odd number":        {"1500kB", true, 1_500_000, "1500kB"},
		"as many as there are": {"9000000TB", true, 9e18, "9000000TB"},
		"nothing":              {"", true, 0, ""},
		"zero":                 {"0", false, 0, ""},
		"less":                 {"-1", false, 0, ""},
		"a unit alone":         {"GB", true, 0, ""},
		"a unit of no bytes":   {"5GB", false, 0, ""},
		"a fraction":           {"1.5GB", true, 0, ""},
		"too many":             {"9000001TB", true, 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := limit{isBytes: tt.isBytes}
			err := l.Set(tt.text)
			if (err == nil) != (tt.want != 0) || l.value != tt.want {
				t.Fatalf("%d, %v; want %d", l.value, err, tt.want)
			}
			if err == nil && l.String() != tt.shown {
				t.Errorf("shown as %s, want %s", l.String(), tt.shown)
			}
			again := limit{isBytes: tt.isBytes}
			if err == nil && (again.Set(l.String()) != nil || again != l) {
				t.Errorf("read again it is %d", again.value)
			}
		})
	}
	l := limit{value: 5}
	if err := l.Set("default"); err != nil || l.value != 0 || l.String() != "default" {
		t.Errorf("default: %d, %v", l.value, err)
	}
}
