package doctor

import (
	"errors"
	"io/fs"
	"os"

	"gotunnel/server"
	"gotunnel/tunnelcore/bytesize"
)

// folder looks at the rights to the data folder.
func folder(data, given string) []Finding {
	const about = "data"
	info, err := os.Stat(data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []Finding{fix(about, "name the server's folder with --data, or begin with gotunneld invite designer"+given,
			"there is no folder %s", data)}
	case err != nil:
		return []Finding{fix(about, "run gotunneld doctor as root", "the folder %s can't be looked at (%v)", data, err)}
	case !info.IsDir():
		return []Finding{fix(about, "move it elsewhere, or name a folder with --data", "%s is no folder", data)}
	}
	var list []Finding
	if info.Mode().Perm()&0o007 != 0 {
		list = append(list, fix(about, "chmod 700 "+data,
			"%s is open to everyone on this computer (mode %04o)", data, info.Mode().Perm()))
	}
	list = append(list, foreign(data, info)...)
	if err := writable(data); err != nil {
		list = append(list, fix(about, "give it to the user that gotunneld runs as, with chown, or free its disk from being read-only",
			"%s can't be written to (%v)", data, err))
	}
	if len(list) == 0 {
		list = append(list, ok(about, "%s is there, writable and closed to others", data))
	}
	return list
}

// foreign finds what is not the folder's owner's, as whom the server runs: it
// could not write that.
func foreign(data string, folder fs.FileInfo) (list []Finding) {
	owner, known := ownerOf(folder)
	entries, err := os.ReadDir(data)
	if !known || owner == 0 || err != nil {
		return nil
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if uid, _ := ownerOf(info); uid != owner {
			path := data + string(os.PathSeparator) + entry.Name()
			list = append(list, fix("data", "chown --reference="+data+" "+path, "%s belongs to user %d, and its folder to user %d", path, uid, owner))
		}
	}
	return list
}

func writable(data string) error {
	f, err := os.CreateTemp(data, ".writable-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// spare is what should be free on the store's disk beside copies of the store: it
// grows by 1 MiB at a time, and takes years to what is here.
const spare = 100e6

// disk sees that there is room for the store, and for the copies of it that a new
// layout and a restore leave behind. free tells the bytes that a folder's disk
// has for its user.
func disk(data string, free func(folder string) (int64, error)) []Finding {
	const about = "disk"
	have, err := free(data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // which the check of the folder says
	}
	if err != nil {
		return []Finding{unknown(about, "", "how much is free for %s can't be found out (%v)", data, err)}
	}
	var need int64 = spare
	if info, err := os.Stat(server.StorePath(data)); err == nil {
		need += 2 * info.Size()
	}
	if have < need {
		return []Finding{fix(about, "make room on the disk that df "+data+" names",
			"%s are free for %s, and there should be %s", bytesize.Text(have), data, bytesize.Text(need))}
	}
	return []Finding{ok(about, "%s are free for %s", bytesize.Text(have), data)}
}
