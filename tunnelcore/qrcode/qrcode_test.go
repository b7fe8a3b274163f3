package qrcode

import (
	"strings"
	"testing"

	"rsc.io/qr"
)

// What is drawn has the code's modules, and nothing but white around them.
func TestDraw(t *testing.T) {
	const url = "https://shop.share.example.com"
	code, err := qr.Encode(url, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	rows := modules(t, Draw(url))
	side := code.Size + 2*quiet
	if len(rows) < side {
		t.Fatalf("got %d rows, want %d", len(rows), side)
	}
	for y, row := range rows {
		if len(row) != side {
			t.Fatalf("row %d has %d modules, want %d", y, len(row), side)
		}
		for x, black := range row {
			if want := code.Black(x-quiet, y-quiet); black != want {
				t.Fatalf("module %d,%d is black: %t, want %t", x, y, black, want)
			}
		}
	}
}

// modules reads half blocks back.
func modules(t *testing.T, drawn string) [][]bool {
	t.Helper()
	var rows [][]bool
	for line := range strings.Lines(drawn) {
		line = strings.TrimPrefix(line, "\x1b[30;107m")
		line, ok := strings.CutSuffix(line, "\x1b[0m\n")
		if !ok {
			t.Fatalf("a line leaves its colours on: %q", line)
		}
		var upper, lower []bool
		for _, r := range line {
			upper = append(upper, r == '▀' || r == '█')
			lower = append(lower, r == '▄' || r == '█')
		}
		rows = append(rows, upper, lower)
	}
	return rows
}

func TestTooLong(t *testing.T) {
	if got := Draw(strings.Repeat("x", 5000)); got != "" {
		t.Errorf("got %d bytes for a text that no code can hold", len(got))
	}
}
