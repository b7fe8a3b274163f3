package folder

import "golang.org/x/sys/windows"

// moved asks where this person's folders are: a company or OneDrive may have put
// them elsewhere than in the home folder.
func moved(string) (places []private) {
	for _, id := range []*windows.KNOWNFOLDERID{
		windows.FOLDERID_Desktop,
		windows.FOLDERID_Documents,
		windows.FOLDERID_Downloads,
	} {
		if path, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT); err == nil {
			places = append(places, private{path: path})
		}
	}
	return places
}
