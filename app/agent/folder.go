package agent

import (
	"os"
	"path/filepath"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway/folder"
)

// FolderInfo implements [localapi.Agent].
func (a *Agent) FolderInfo(path string) localapi.FolderInfo {
	info := localapi.FolderInfo{Path: path}
	found, err := folder.Inspect(path)
	if err != nil {
		info.Refused = err.Error()
		return info
	}
	info.Files, info.Refused = found.Files, found.Refused
	if stat, err := os.Stat(path); err == nil && !stat.IsDir() {
		info.Path, info.Page = filepath.Dir(path), filepath.Base(path)
	}
	return info
}
