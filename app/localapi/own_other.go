//go:build !unix

package localapi

import "io/fs"

// isOwn believes the system: the folder is below the person's own.
func isOwn(fs.FileInfo) bool { return true }
