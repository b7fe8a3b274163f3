package bytesize

import "testing"

func TestText(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 1234: "1.2 kB", 9949: "9.9 kB", 9950: "10 kB", 999_499: "999 kB",
		999_500: "1.0 MB", 34_000_000_000: "34 GB", 1 << 62: "4.6 EB",
	} {
		if got := Text(n); got != want {
			t.Errorf("Text(%d) = %s, want %s", n, got, want)
		}
	}
}
