package relay

import "golang.org/x/sys/windows"

// errLeft is what the system says when the other side has left. Package syscall's
// ENOTCONN is made up on Windows.
const errLeft = windows.WSAENOTCONN
