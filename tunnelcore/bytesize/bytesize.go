// Package bytesize says numbers of bytes to people, for both programs:
//
//	bytesize.Text(34_000) // "34 kB"
//
// It reads none.
package bytesize

import "fmt"

// Text is n bytes, in powers of 1000: 999 B, 1.2 kB, 34 kB, 5.6 MB.
func Text(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	v, unit := float64(n)/1000, 0
	const units = "kMGTPE"
	for v >= 999.5 {
		v, unit = v/1000, unit+1
	}
	if v < 9.95 {
		return fmt.Sprintf("%.1f %cB", v, units[unit])
	}
	return fmt.Sprintf("%.0f %cB", v, units[unit])
}
