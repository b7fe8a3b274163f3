package gateway

import "fmt"

// Profile is where the app thinks it is.
type Profile string

const (
	// Localhost is "Looks like localhost", the default: the app is asked the
	// way a browser on this computer would ask it.
	Localhost Profile = "localhost"
	// Public is "Public address", for apps that build absolute links: the app
	// sees the link's host, and X-Forwarded-Host and -Proto.
	Public Profile = "public"
)

// ParseProfile reads a profile as it is written in a flag or a file; "" is
// [Localhost].
func ParseProfile(s string) (Profile, error) {
	switch p := Profile(s); p {
	case "", Localhost:
		return Localhost, nil
	case Public:
		return Public, nil
	}
	return "", fmt.Errorf("%q is not a profile; write localhost or public", s)
}
