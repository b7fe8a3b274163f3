package folder

import (
	"fmt"
	"strconv"
)

// RefusedError says that a folder is not shared because it holds private files.
type RefusedError struct {
	Files int  // that visitors could open
	More  bool // there are more; counting stopped
}

func refused(s Summary) *RefusedError { return &RefusedError{Files: s.Files, More: s.More} }

// Error is a sentence to show as it is.
func (e *RefusedError) Error() string {
	if e.Files < 2 && !e.More { // "1 file, including private ones" says nothing
		return "That folder is for private files. Choose another one."
	}
	files := thousands(e.Files) + " files"
	if e.More {
		files = "more than " + files
	}
	return fmt.Sprintf("That folder has %s, including private ones. Choose a smaller folder.", files)
}

// thousands writes 41208 as 41,208.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
