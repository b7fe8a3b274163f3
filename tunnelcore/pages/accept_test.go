package pages_test

import (
	"strings"
	"testing"

	"gotunnel/tunnelcore/pages"
)

func TestAcceptsHTML(t *testing.T) {
	tests := []struct {
		name   string
		accept string
		want   bool
	}{
		{"browser", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", true},
		{"alone", "text/html", true},
		{"last, with spaces", "application/json , \ttext/html ", true},
		{"upper case", "Text/HTML", true},
		{"weight", "text/html;q=0.1", true},
		{"smallest weight", "text/html; q=0.001", true},
		{"full weight", "text/html;q=1.000", true},
		{"upper-case Q", "text/html;Q=0", false},
		{"level and weight", "text/html;level=1;q=0.4", true},
		{"one of two refused", "text/html;q=0,text/html;level=1", true},
		{"quoted comma and semicolon", `text/html;x="a,b;q=0";q=0.5`, true},
		{"quoted quote", `text/html;x="\",";q=0`, false},
		{"only inside a quoted string", `text/plain;x=",text/html,"`, false},
		{"absent", "", false},
		{"curl", "*/*", false},
		{"any text", "text/*", false},
		{"fetch for data", "application/json, text/plain, */*", false},
		{"image", "image/avif,image/webp,*/*;q=0.8", false},
		{"refused", "text/html;q=0", false},
		{"refused, long", "text/html ; q=0.000", false},
		{"weight above 1", "text/html;q=1.5", false},
		{"weight too long", "text/html;q=0.0001", false},
		{"weight is a word", "text/html;q=yes", false},
		{"weight missing", "text/html;q", false},
		{"exponent", "text/html;q=1e0", false},
		{"longer name", "text/html5", false},
		{"empty items", ",,;,text/html,", true},
		{"open quote", `text/plain;x="text/html`, false},
		{"backslash at the end", `text/plain;x="\`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := pages.AcceptsHTML(tt.accept); got != tt.want {
				t.Errorf("AcceptsHTML(%q) = %v", tt.accept, got)
			}
			if n := testing.AllocsPerRun(10, func() { pages.AcceptsHTML(tt.accept) }); n != 0 {
				t.Errorf("%v allocations", n)
			}
		})
	}
}

func FuzzAcceptsHTML(f *testing.F) {
	f.Add(`text/html;x="\",";q=0.001`)
	f.Add(`text/plain;x="text/html`)
	f.Fuzz(func(t *testing.T, accept string) {
		got := pages.AcceptsHTML(accept)
		if got && !strings.Contains(strings.ToLower(accept), "text/html") {
			t.Errorf("AcceptsHTML(%q) without text/html", accept)
		}
		if !pages.AcceptsHTML("text/html," + accept) {
			t.Errorf("text/html before %q is not seen", accept)
		}
		if pages.AcceptsHTML("text/html;q=0,"+accept) != got {
			t.Errorf("a refusal before %q changes the answer", accept)
		}
	})
}
