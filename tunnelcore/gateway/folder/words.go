package folder

import "fmt"

// What visitors read, other than names and titles.
const (
	wordsHome    = "Shared files"
	wordsFolders = "Folders"
	wordsPages   = "Pages"
	wordsOthers  = "Other files"
	wordsEmpty   = "This folder is empty."
	wordsAppear  = "Files appear here as soon as they are added."
	wordsMore    = "There are more files than fit on this page."
	wordsMissing = "There is no such file here."
	wordsCheck   = "Check the link, or go back to where you came from."
	wordsMethod  = "Files can only be read here."
)

// size writes a size for people: 812 bytes, 41 kB, 1.4 MB.
func size(bytes int64) string {
	if bytes == 1 {
		return "1 byte"
	}
	if bytes < 1000 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	n, unit := float64(bytes)/1000, 0
	for n >= 999.5 && unit < len(units)-1 {
		n, unit = n/1000, unit+1
	}
	if n < 9.95 && unit > 0 {
		return fmt.Sprintf("%.1f %s", n, units[unit])
	}
	return fmt.Sprintf("%.0f %s", n, units[unit])
}

var units = []string{"kB", "MB", "GB", "TB", "PB", "EB"}
