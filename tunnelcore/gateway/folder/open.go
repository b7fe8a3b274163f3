package folder

import (
	"errors"
	"io/fs"
	"os"
)

var errSpecial = errors.New("neither a file nor a folder")

// open opens a file or folder below root; name has slashes, and "." is the root.
// Anything else, such as a device or a FIFO, is not opened: that is errSpecial.
// It looks before it opens, since opening alone can set a device to work, and
// again after, since the file may have been replaced in between.
func open(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if !servable(info) {
		return nil, nil, errSpecial
	}
	file, err := root.OpenFile(name, os.O_RDONLY|nonBlock, 0)
	if err != nil {
		return nil, nil, err
	}
	if info, err = file.Stat(); err == nil && !servable(info) {
		err = errSpecial
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

func servable(info fs.FileInfo) bool { return info.IsDir() || info.Mode().IsRegular() }
