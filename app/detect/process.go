package detect

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	ps "github.com/shirou/gopsutil/v4/process"
)

// process is what there is to know of one. Of another user's, that is its name.
type process struct {
	pid, parent int
	started     time.Time
	name        string
	exe         string
	command     []string
	folder      string
	own         bool
}

// isOneOf compares all the names it goes by: a program may be run by a link of
// another name, and call itself a third. A process that is unknown is none.
func (p *process) isOneOf(names []string) bool {
	if p == nil {
		return false
	}
	own := []string{p.name, base(p.exe)}
	if w := words(p.command); len(w) > 0 {
		own = append(own, w[0])
	}
	return slices.ContainsFunc(own, func(s string) bool { return slices.Contains(names, program(s)) })
}

// processes looks each process up once. It lives as long as one scan.
type processes struct {
	ctx  context.Context // of the scan
	seen map[int]*process
}

// get returns nil for a process that is gone or was never told.
func (t *processes) get(pid int) *process {
	if pid <= 0 {
		return nil
	}
	p, ok := t.seen[pid]
	if !ok {
		p = read(t.ctx, pid)
		t.seen[pid] = p
	}
	return p
}

// read asks the system. What it does not tell stays empty: a process may end
// while we look, and each system keeps other things to itself.
func read(ctx context.Context, pid int) *process {
	h, err := ps.NewProcessWithContext(ctx, int32(pid))
	if err != nil {
		return nil
	}
	p := &process{pid: pid, own: isOwn(ctx, h)}
	p.name, _ = h.NameWithContext(ctx)
	if ms, err := h.CreateTimeWithContext(ctx); err == nil {
		p.started = time.UnixMilli(ms)
	}
	if parent, err := h.PpidWithContext(ctx); err == nil {
		p.parent = int(parent)
	}
	p.exe, _ = h.ExeWithContext(ctx)
	if !p.own {
		return p
	}
	p.command, _ = h.CmdlineSliceWithContext(ctx)
	if folder, err := h.CwdWithContext(ctx); err == nil && folder != "" {
		p.folder = filepath.Clean(folder)
	}
	return p
}
