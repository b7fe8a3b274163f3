package access

import (
	"time"

	"gotunnel/server/store"
)

// Identity is who a client is. The zero value is anybody, on a server that is
// open to all.
type Identity struct {
	Account string
	// Token is the id of the token that was shown, which is no secret.
	Token string
	// Device is what the account's people call the computer; printable.
	Device string
	// Names are patterns of the names that the account may have; none: any.
	Names []string
	// Limits are the account's, with the server's defaults filled in: -1 is no
	// limit.
	Limits store.Limits
	// Expires is when the token does; zero: never.
	Expires time.Time
}
