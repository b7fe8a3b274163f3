package relay

// stackNeed is about what a relay over TLS takes of a goroutine's stack.
const stackNeed = 5 << 10

// GrowStack makes a new goroutine's stack as large as relaying needs, while
// there is nothing on it. Growing it later, by halves and from deep inside
// crypto/tls, took a tenth of the server's time with many short visits.
//
//go:noinline
func GrowStack() {
	var room [stackNeed]byte
	use(&room)
}

//go:noinline
func use(*[stackNeed]byte) {}
