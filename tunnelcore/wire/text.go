package wire

import (
	"crypto/rand"
	"hash/crc32"
	"strings"
)

// Alphabet is the lower-case letters and digits that people do not take for
// one another; each stands for 5 bits.
const Alphabet = "abcdefghijkmnpqrstuvwxyz23456789"

// RandomText is n random characters of the [Alphabet].
func RandomText(n int) string {
	random := make([]byte, n)
	_, _ = rand.Read(random) // crypto/rand does not fail
	for i, b := range random {
		random[i] = Alphabet[b%byte(len(Alphabet))] // 256 is a multiple of it
	}
	return string(random)
}

// isText reports whether s is n characters of the Alphabet.
func isText(s string, n int) bool {
	return len(s) == n && strings.Trim(s, Alphabet) == ""
}

// checksum is n characters that tell s, mistyped, from s; 6 are 30 bits. It
// keeps nobody from making up another s.
func checksum(s string, n int) string {
	sum := crc32.ChecksumIEEE([]byte(s))
	text := make([]byte, n)
	for i := range text {
		text[i] = Alphabet[sum%uint32(len(Alphabet))]
		sum /= uint32(len(Alphabet))
	}
	return string(text)
}
