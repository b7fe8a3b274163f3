// Package qrcode draws a text for a phone's camera, in a terminal:
//
//	fmt.Print(qrcode.Draw("https://shop.share.acme.dev"))
//
// It does not see whether there is a terminal.
package qrcode

import (
	"strings"

	"rsc.io/qr"
)

// quiet is the margin that a QR code has to have, in modules.
const quiet = 4

// Draw draws text as lines that end in a line feed, two modules to a
// character, black on white whatever the terminal's colours are. It is empty
// for a text that is too long for one.
func Draw(text string) string {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString("\x1b[30;107m") // black on bright white
		for x := -quiet; x < code.Size+quiet; x++ {
			b.WriteString(halves(code.Black(x, y), code.Black(x, y+1)))
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

// halves is the character with a black upper or lower half.
func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
