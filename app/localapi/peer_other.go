//go:build unix && !linux && !darwin

package localapi

import "net"

// peer does not know: the folder's rights have to do.
func peer(net.Conn) (uid int, ok bool) { return 0, false }
