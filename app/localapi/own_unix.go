//go:build unix

package localapi

import (
	"io/fs"
	"os"
	"syscall"
)

// isOwn reports whether a file is this person's.
func isOwn(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
