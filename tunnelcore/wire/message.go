package wire

import (
	"encoding/json"
	"fmt"
	"io"
)

// Message is one of the structs below.
type Message interface{ kind() byte }

// The frame types. They are letters so that a hex dump reads.
const (
	kindHello    = 'H'
	kindWelcome  = 'W'
	kindBind     = 'B'
	kindBound    = 'L' // live
	kindRefused  = 'R'
	kindUnbind   = 'U'
	kindUnbound  = 'N'
	kindDial     = 'D'
	kindUndialed = 'F' // failed
	kindAttach   = 'A'
	kindOpen     = 'O'
	kindPing     = 'P'
	kindPong     = 'Q'
	kindDrain    = 'S' // stopping
	kindBye      = 'Y'
	kindError    = 'E'
	kindRedeem   = 'I' // invite
	kindGranted  = 'G'
	kindCheck    = 'C'
	kindChecked  = 'K'
)

// Hello is a client's first frame on a control connection.
type Hello struct {
	Versions
	// Features the client has; both sides use only what both have.
	Features []string `json:"features,omitempty"`
	// Client names the program, e.g. "gotunnel 0.1 linux/amd64". For logs.
	Client string `json:"client,omitempty"`
	// Instance is random for each running client: a new session of the same
	// instance supersedes the old one without asking whether it lives.
	Instance string `json:"instance"`
	// Resume is the secret, base64url of 32 bytes, under which this client's
	// names are held. It is derived for this server from the device's key.
	Resume string `json:"resume"`
	// Token lets the client into an account. Empty for a server that is open
	// to all.
	Token string `json:"token,omitempty"`
}

// Welcome answers a Hello: the session exists.
type Welcome struct {
	// Version is the one both will speak.
	Version  int      `json:"version"`
	Features []string `json:"features,omitempty"`
	Session  string   `json:"session"`
	Server   string   `json:"server,omitempty"`
	// Account is whose the session is; empty on a server that is open to all.
	Account string `json:"account,omitempty"`
	// Domain is what names live under.
	Domain string `json:"domain,omitempty"`
	// Report is the mailto: or https: URL by which visitors report what a name
	// shows; empty: there is none.
	Report string `json:"report,omitempty"`
	// PingAfter and DeadAfter are in milliseconds: silence after which a side
	// pings, and after which it gives the other up.
	PingAfter int `json:"ping_after_ms"`
	DeadAfter int `json:"dead_after_ms"`
}

// Kind is what a tunnel carries, which decides how visitors are routed to it.
type Kind string

// The kinds of tunnel.
const (
	HTTP Kind = "http" // by the Host of the first request, checked on every further one
	TLS  Kind = "tls"  // by the SNI of the ClientHello; ciphertext passes untouched
	TCP  Kind = "tcp"  // by the port a visitor comes to
)

// Bind asks for a tunnel.
type Bind struct {
	// Tunnel is the client's own id for it, unique in the session. All that
	// the server ever says of a target is this id.
	Tunnel string `json:"tunnel"`
	Kind   Kind   `json:"kind"`
	// Name asked for, or a host of one's own, which has a dot; empty asks the
	// server to make a name.
	Name string `json:"name,omitempty"`
	// Port asked for, of a TCP tunnel; 0 leaves it to the server.
	Port int `json:"port,omitempty"`
	// Move takes the name over from another device of the same account.
	Move bool `json:"move,omitempty"`
}

// Bound answers a Bind: visitors can come.
type Bound struct {
	Tunnel string `json:"tunnel"`
	Name   string `json:"name"`
	// URL is the endpoint as a person opens it: http://shop.localhost:8080,
	// tcp://share.example.org:20000.
	URL  string `json:"url"`
	Port int    `json:"port,omitempty"`
	// Epoch grows with every bind of this name.
	Epoch uint64 `json:"epoch"`
}

// Refused answers a Bind that could not be had.
type Refused struct {
	Tunnel string `json:"tunnel"`
	Error
}

// Unbind ends a tunnel for good: its name is free.
type Unbind struct {
	Tunnel string `json:"tunnel"`
}

// Unbound says that the server ended a tunnel.
type Unbound struct {
	Tunnel string `json:"tunnel"`
	Error
}

// Dial asks the client for one proxy connection a ticket.
type Dial struct {
	Tickets []string `json:"tickets"`
	// Plain asks for connections without TLS, for traffic that is TLS already.
	Plain bool `json:"plain,omitempty"`
}

// Undialed says that the client could not open these proxy connections.
type Undialed struct {
	Tickets []string `json:"tickets"`
	Plain   bool     `json:"plain,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

// Attach is a client's first frame on a proxy connection.
type Attach struct {
	Session string `json:"session"`
	Ticket  string `json:"ticket"`
}

// Open starts a visitor's stream on a proxy connection.
type Open struct {
	Tunnel string `json:"tunnel"`
	// Visitor is the visitor's address, "ip:port".
	Visitor string `json:"visitor"`
	// Local is the address the visitor came to, "ip:port".
	Local string `json:"local,omitempty"`
	// TLS tells that the server ended the visitor's TLS.
	TLS bool `json:"tls,omitempty"`
}

// Ping asks for a Pong with the same Seq.
type Ping struct {
	Seq uint64 `json:"seq"`
}

// Pong answers a Ping.
type Pong struct {
	Seq uint64 `json:"seq"`
}

// Drain says that the server is stopping: connect again, elsewhere or to its
// successor; running streams go on for GraceMS milliseconds.
type Drain struct {
	GraceMS int `json:"grace_ms"`
}

// Bye says that the client ends the session on purpose: its names are free.
type Bye struct{}

// Redeem is a client's first frame on a control connection instead of a
// [Hello]: it exchanges an invite for a token.
type Redeem struct {
	Versions
	Client string `json:"client,omitempty"` // as in Hello
	// Code is the invite's.
	Code string `json:"code"`
	// Device is what the person calls the computer.
	Device string `json:"device,omitempty"`
}

// Granted answers a Redeem, and is the last frame: the invite is used up.
type Granted struct {
	Token   string `json:"token"`
	Account string `json:"account"`
	// Domain is what names live under.
	Domain string `json:"domain"`
}

// Check asks whether a bind of a name would be refused, and binds nothing. Both sides
// have [FeatureCheck].
type Check struct {
	// Seq tells one question of a session from another.
	Seq  uint64 `json:"seq"`
	Name string `json:"name"` // as in Bind
}

// Checked answers a Check.
type Checked struct {
	Seq uint64 `json:"seq"`
	// Refusal is what the bind would get; nil if it would be bound.
	Refusal *Error `json:"refusal,omitempty"`
}

func (Hello) kind() byte    { return kindHello }
func (Welcome) kind() byte  { return kindWelcome }
func (Bind) kind() byte     { return kindBind }
func (Bound) kind() byte    { return kindBound }
func (Refused) kind() byte  { return kindRefused }
func (Unbind) kind() byte   { return kindUnbind }
func (Unbound) kind() byte  { return kindUnbound }
func (Dial) kind() byte     { return kindDial }
func (Undialed) kind() byte { return kindUndialed }
func (Attach) kind() byte   { return kindAttach }
func (Open) kind() byte     { return kindOpen }
func (Ping) kind() byte     { return kindPing }
func (Pong) kind() byte     { return kindPong }
func (Drain) kind() byte    { return kindDrain }
func (Bye) kind() byte      { return kindBye }
func (Error) kind() byte    { return kindError }
func (Redeem) kind() byte   { return kindRedeem }
func (Granted) kind() byte  { return kindGranted }
func (Check) kind() byte    { return kindCheck }
func (Checked) kind() byte  { return kindChecked }

// Append appends m to dst as one frame and returns the extended slice.
func Append(dst []byte, m Message) ([]byte, error) {
	payload, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", m, err)
	}
	return appendFrame(dst, m.kind(), payload)
}

// Write writes m as one frame in one call of w.Write.
func Write(w io.Writer, m Message) error {
	frame, err := Append(nil, m)
	if err != nil {
		return err
	}
	_, err = w.Write(frame)
	return err
}

// Read reads one frame and no byte more. A frame type that this version does
// not know comes as [Unknown], so that a newer peer can say more than we
// understand. It returns io.EOF only at a frame's start.
func Read(r io.Reader) (Message, error) {
	kind, payload, err := readFrame(r)
	if err != nil {
		return nil, err
	}
	return decode(kind, payload)
}

// ReadAs reads one frame that must be a T. A peer's [Error] is returned as
// the error it is.
func ReadAs[T Message](r io.Reader) (T, error) {
	var want T
	m, err := Read(r)
	if err != nil {
		return want, err
	}
	if got, ok := m.(T); ok {
		return got, nil
	}
	if refusal, ok := m.(Error); ok {
		return want, refusal
	}
	return want, fmt.Errorf("read %T: got %T", want, m)
}

// Unknown is a message of a type this version does not know.
type Unknown struct{ Type byte }

func (u Unknown) kind() byte { return u.Type }
