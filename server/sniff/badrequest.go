package sniff

// RequestError is the error for bytes that are refused: nothing of the head, or
// of the piece of body, that they belong to may be forwarded.
type RequestError struct {
	// Status is the HTTP status that fits: 400, 431, 501 or 505.
	Status int
	// Reason says what is wrong in fixed words, never the visitor's own.
	Reason string
}

func (e RequestError) Error() string { return "refused request: " + e.Reason }

// refuse makes the error once, so that passing it around allocates nothing.
func refuse(status int, reason string) error { return RequestError{status, reason} }

// Each refusal, in the order in which a request meets them.
var (
	errLineEnd     = refuse(400, "a line does not end in CRLF")
	errHeadSize    = refuse(431, "the request head is larger than 16 KiB")
	errRequestLine = refuse(400, "the request line is malformed")
	errVersion     = refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
	errConnect     = refuse(400, "this is no proxy for CONNECT")
	errTarget      = refuse(400, "the request target is malformed")
	errField       = refuse(400, "a header line is malformed")
	errHost        = refuse(400, "the host is not a host name")
	errHostTwice   = refuse(400, "there are two Host headers")
	errHostNone    = refuse(400, "there is no Host header")
	errHostDiffers = refuse(400, "the Host header and the request target name different hosts")
	errLength      = refuse(400, "the Content-Length header is not one number")
	errLengthAndTE = refuse(400, "there are both Content-Length and Transfer-Encoding headers")
	errTE10        = refuse(400, "HTTP/1.0 has no Transfer-Encoding")
	errTE          = refuse(501, "the only Transfer-Encoding is chunked")
	errChunk       = refuse(400, "a chunk is malformed")
	errChunkSize   = refuse(400, "a chunk header is too large")
	errTrailer     = refuse(400, "a trailer line is malformed")
	errTrailerSize = refuse(400, "the trailers are larger than 4 KiB")
)
