//go:build !(darwin || freebsd || openbsd || netbsd || dragonfly)

package folder

// watchesFiles: one watch covers a folder and the files in it.
const watchesFiles = false
