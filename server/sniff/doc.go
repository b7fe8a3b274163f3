// Package sniff reads just enough of a visitor's bytes to know whose they are.
//
// For TLS, [ReadHello] takes one ClientHello off a connection and returns the
// server name with the bytes to replay. For HTTP/1, a [Framer] is shown the
// bytes as they come and lets through what it has understood, so that every
// request of a public connection is routed, not only the first:
//
//	var f sniff.Framer
//	for {
//		n, head, err := f.Feed(buf)
//		switch {
//		case err != nil: // refuse it, forward nothing more
//		case n == 0: // read more and append it to buf
//		case head != nil: // route by head.Host, then forward buf[:n]
//		default: // forward buf[:n] to where the last head went
//		}
//		buf = buf[n:]
//	}
//
// What could be read in two ways is refused: each refusal is a fixed
// [RequestError] or one of the Err values, and there is no default route. Host
// names are in the spelling of [wire.CanonicalHost] and nothing else.
//
// The package sets no deadlines, starts no goroutines, and neither changes nor
// writes a byte. It does not read responses: whether an upgrade was agreed to
// is for the caller to see.
package sniff
