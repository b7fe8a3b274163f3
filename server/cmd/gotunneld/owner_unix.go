//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// giveToOwner makes what root has made in the folder the folder's owner's, as
// whom the server runs: it could not open it otherwise.
func giveToOwner(folder string) error {
	if os.Getuid() != 0 {
		return nil
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 {
		return nil
	}
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		info, infoErr := entry.Info()
		if infoErr != nil || !info.Mode().IsRegular() {
			continue
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid == 0 {
			err = errors.Join(err, os.Lchown(filepath.Join(folder, entry.Name()), int(owner.Uid), int(owner.Gid)))
		}
	}
	return err
}
