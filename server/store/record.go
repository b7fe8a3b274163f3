package store

import (
	"time"

	"gotunnel/tunnelcore/wire"
)

// Name is a name that belongs to somebody.
type Name struct {
	Name string    `json:"name"` // canonical; one with dots is a custom domain
	Kind wire.Kind `json:"kind"`
	Port int       `json:"port,omitempty"` // of a TCP tunnel
	// Account may bind the name. Empty on a server that is open to all.
	Account string `json:"account,omitempty"`
	// Device is what its people call the computer that last had the name.
	Device string `json:"device,omitempty"`
	// Resume is the SHA-256 of the secret under which the name is held.
	Resume [32]byte `json:"resume"`
	// Reserved names are the account's for good: no hold runs out, and every
	// device of the account may bind them when they are not live.
	Reserved bool `json:"reserved,omitempty"`
	// Used is when the name was last known to be live. Zero: never.
	Used time.Time `json:"used"`
	// Epoch counts the binds of this name.
	Epoch uint64 `json:"epoch"`
}

// Account may share.
type Account struct {
	Name    string    `json:"name"` // by the rules of names
	Created time.Time `json:"created"`
	// Names are what it may bind: "shop", "team-*". None: any name.
	Names  []string `json:"names,omitempty"`
	Limits Limits   `json:"limits"`
}

// Limits are an account's. Zero means the server's default, -1 no limit.
type Limits struct {
	// Tunnels is how many names may be live at once.
	Tunnels int `json:"tunnels,omitempty"`
	// Visitors is how many public connections there may be at once.
	Visitors int `json:"visitors,omitempty"`
	// Bytes is what visitors may send and get in a calendar month, UTC.
	Bytes int64 `json:"bytes,omitempty"`
	// Ports is how many TCP ports may be live at once.
	Ports int `json:"ports,omitempty"`
}

// Token lets one device into an account.
type Token struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	// Hash is the SHA-256 of the secret.
	Hash [32]byte `json:"hash"`
	// Device is what its people call the computer it is for.
	Device  string    `json:"device,omitempty"`
	Created time.Time `json:"created"`
	// Expires is zero for one that does not.
	Expires time.Time `json:"expires"`
	// Seen is when a client last came with it, and Client what that one called
	// itself. Zero: never.
	Seen   time.Time `json:"seen"`
	Client string    `json:"client,omitempty"`
}

// Invite can be exchanged for a token, once.
type Invite struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	// Hash is the SHA-256 of the secret.
	Hash    [32]byte  `json:"hash"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}

// Domain is a host of somebody's own that may lead here.
type Domain struct {
	Host    string    `json:"host"` // canonical
	Account string    `json:"account"`
	Created time.Time `json:"created"`
	// Verified is when DNS was last seen to lead here. Zero: not yet, and
	// nothing may be bound to it.
	Verified time.Time `json:"verified"`
}

// Block keeps a name from being bound and its visitors out.
type Block struct {
	Name    string    `json:"name"` // canonical, also of a custom domain
	Reason  string    `json:"reason,omitempty"`
	Created time.Time `json:"created"`
}

// Usage is what an account's visitors moved in one month.
type Usage struct {
	Account string `json:"account"`
	Month   string `json:"month"` // "2026-11", UTC
	Bytes   int64  `json:"bytes"` // both ways
}
