package wire

// Code names an error on the wire. Codes are strings and never change their
// meaning; a side that does not know one shows the message.
type Code string

// The codes.
const (
	CodeVersion      Code = "version"      // no protocol version in common
	CodeUnauthorized Code = "unauthorized" // the server does not know this client
	CodeNameInvalid  Code = "name_invalid" // not a name
	CodeNameTaken    Code = "name_taken"   // another live client has it, or it is held for another
	// CodeNameElsewhere: the account's own, but on another device, live or held.
	CodeNameElsewhere Code = "name_elsewhere"
	CodeNameReserved  Code = "name_reserved" // not for this account, or for none
	CodeBlocked       Code = "blocked"       // by who runs the server
	CodeDomain        Code = "domain"        // a host that is not the account's, or that DNS does not lead here
	CodePortInvalid   Code = "port_invalid"  // outside the server's range
	CodePortTaken     Code = "port_taken"    // as name_taken
	CodeKind          Code = "kind"          // this server has no tunnels of that kind
	CodeLimit         Code = "limit"         // the server or the account has its fill
	CodeSuperseded    Code = "superseded"    // another session of the same client took over
	CodeTicket        Code = "ticket"        // unknown, used or late ticket
	CodeTimeout       Code = "timeout"       // too slow
	CodeDraining      Code = "draining"      // the server is stopping
	CodeMalformed     Code = "malformed"     // not the protocol
	CodeInternal      Code = "internal"      // the server's own fault
)

// Error is a refusal as it crosses the wire, and a Go error on the other side.
type Error struct {
	Code Code `json:"code"`
	// Message is a sentence for people that says what to do.
	Message string `json:"message,omitempty"`
	// Retry tells that the same request may succeed later.
	Retry bool `json:"retry,omitempty"`
	// Suggestions are names that are free, with name_taken.
	Suggestions []string `json:"suggestions,omitempty"`
	// Device is the computer that has the name, with name_elsewhere.
	Device string `json:"device,omitempty"`
}

func (e Error) Error() string {
	if e.Message != "" {
		return e.Message
	}
	return string(e.Code)
}
