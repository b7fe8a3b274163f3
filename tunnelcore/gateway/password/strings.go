package password

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// message is what an answer says. Apostrophes are plain, as in plain text; HTML
// gets typographic ones.
type message struct{ headline, detail string }

var (
	private = message{
		"This preview is private.",
		"Enter the password you were given.",
	}
	mistaken = message{
		"That password isn't right.",
		"Check it with the person who sent you the link.",
	}
)

// Words of the form, and what programs are told besides.
const (
	label    = "Password"
	submit   = "Open preview"
	show     = "Show"
	hide     = "Hide"
	programs = "Programs send it by Basic authentication, with any user name."
)

// exhausted asks for a pause before the next try.
func exhausted(wait time.Duration) message {
	n, unit := seconds(wait), "seconds"
	if n == 1 {
		unit = "second"
	}
	return message{"Too many wrong passwords.", fmt.Sprintf("Wait %d %s, then try again.", n, unit)}
}

// seconds rounds up, so that who waits as told has waited long enough.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

func typographic(s string) string { return strings.ReplaceAll(s, "'", "’") }
