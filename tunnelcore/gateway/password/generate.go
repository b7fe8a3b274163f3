package password

import (
	"crypto/rand"
	_ "embed" // the words
	"encoding/binary"
	"strings"
	"sync"
)

// words.txt has 1024 words of 4 to 7 letters that people know, can spell after
// hearing them, and do not mind; no slip of one letter makes one word another.
// A longer list would have worse words. Three of these are 30 bits, which is
// enough for what is guessed over the net at 300 tries a minute, and it is three
// words that fit in a text message.
//
//go:embed words.txt
var wordsTXT string

var words = sync.OnceValue(func() []string { return strings.Fields(wordsTXT) })

// Generate makes up a password: three words like "amber-otter-lake", each of
// 1024 with the same chance, so one of 2^30. Dashes keep it whole when it is
// selected, wrapped, or typed in a shell.
func Generate() string {
	var random [6]byte
	_, _ = rand.Read(random[:]) // never fails
	picked := make([]string, 3)
	for i := range picked {
		n := binary.BigEndian.Uint16(random[2*i:])
		picked[i] = words()[n%1024] // 1024 divides 65536: no word is likelier
	}
	return strings.Join(picked, "-")
}

// CopyText is what "Copy link and password" copies: two lines, the link first,
// so that it can be clicked wherever it is pasted.
func CopyText(url, password string) string {
	return url + "\nPassword: " + password
}
