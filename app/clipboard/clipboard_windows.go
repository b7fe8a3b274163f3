package clipboard

import (
	"encoding/binary"
	"syscall"
	"unicode/utf16"

	"golang.org/x/sys/windows"
)

const noneText = "This computer has no clipboard that we can reach: its program clip.exe is missing."

func programs() [][]string { return [][]string{{"clip.exe"}} }

// encode is how clip.exe knows text from any language: UTF-16 with a mark in
// front, which it leaves out.
func encode(text string) string {
	b := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// hidden has no console window flash up.
func hidden() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}
