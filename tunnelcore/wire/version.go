package wire

import "slices"

// Version is the protocol this code speaks. A release speaks its own and the
// one before.
const Version = 1

// oldest is the oldest protocol this code still speaks.
const oldest = 1

// Versions is the span of protocols a side speaks.
type Versions struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Supported is what this code speaks.
func Supported() Versions { return Versions{Min: oldest, Max: Version} }

// Agree is the newest version in both spans, and whether there is one.
func (v Versions) Agree(w Versions) (int, bool) {
	newest := min(v.Max, w.Max)
	return newest, newest >= max(v.Min, w.Min) && newest > 0
}

// FeaturePlain is that both sides can carry passthrough traffic over plain
// proxy connections.
const FeaturePlain = "plain"

// FeatureCheck is that a client may ask about names before it binds one.
const FeatureCheck = "check"

// Features is what this code has.
func Features() []string { return []string{FeaturePlain, FeatureCheck} }

// Common is the features of a that are also in b, in a's order.
func Common(a, b []string) []string {
	var both []string
	for _, f := range a {
		if slices.Contains(b, f) {
			both = append(both, f)
		}
	}
	return both
}

// The application protocols by which a client's connections are told from
// visitors' on a shared port.
const (
	ALPNControl = "gotunnel/1"
	ALPNProxy   = "gotunnel-data/1"
)

// PlainMagic opens a plain proxy connection. Its first byte starts neither a
// TLS record nor an HTTP request.
const PlainMagic = "\x00gotunnel-plain/1\n"
