//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package folder

// watchesFiles: kqueue takes a descriptor for each file of a watched folder.
const watchesFiles = true
