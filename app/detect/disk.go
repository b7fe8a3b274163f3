package detect

// disk is what the files of apps say. Each is looked at once in the life of a scan:
// a program may have a thousand ports.
type disk struct {
	common   []string // folders in which everything is
	projects map[string]project
	goBuilt  map[string]bool
}

func newDisk(common ...string) *disk {
	return &disk{common: common, projects: map[string]project{}, goBuilt: map[string]bool{}}
}

// project is that of a folder.
func (d *disk) project(folder string) project {
	return once(d.projects, folder, func() project { return readProject(folder, d.common...) })
}

// isGo reports whether Go built a program.
func (d *disk) isGo(exe string) bool {
	return once(d.goBuilt, exe, func() bool { return isGo(exe) })
}

func once[T any](known map[string]T, of string, look func() T) T {
	v, ok := known[of]
	if !ok {
		v = look()
		known[of] = v
	}
	return v
}
