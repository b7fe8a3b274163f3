package detect

import "time"

// Patient is a Scanner for apps that answer, however busy the computer is.
func Patient() *Scanner { return &Scanner{patience: time.Minute} }
