package doctor

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"gotunnel/server"
)

// clock sees that the time can be right: it is after what is known to be past,
// and the system keeps it. Without the right time, certificates are not valid and
// tokens end too late.
func (p Patient) clock(ctx context.Context, now time.Time, books *Books) []Finding {
	const about = "clock"
	const do = "timedatectl set-ntp true"
	const minute = "2 Jan 2006 15:04"
	list := make([]Finding, 0, 2)
	switch {
	case now.Before(p.Built):
		list = append(list, fix(about, do, "it is %s, and this program was made on %s", now.Format(minute), p.Built.Format(minute)))
	case books != nil && now.Before(books.Newest):
		list = append(list, fix(about, do, "it is %s, and the store has a record of %s", now.Format(minute), books.Newest.Format(minute)))
	default:
		list = append(list, ok(about, "%s is after what is known to be past", now.Format(minute)))
	}
	return append(list, synced(ctx))
}

// synced asks systemd whether the clock follows others'.
func synced(ctx context.Context) Finding {
	const about = "clock"
	const wait = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	out, err := exec.CommandContext(ctx, "timedatectl", "show", "-p", "NTPSynchronized", "--value").Output()
	switch answer := strings.TrimSpace(string(out)); {
	case err == nil && answer == "yes":
		return ok(about, "it is kept by NTP")
	case err == nil && answer == "no":
		return fix(about, "timedatectl set-ntp true", "it is not kept by NTP")
	}
	return unknown(about, "", "whether it is kept by NTP is not known without systemd's timedatectl")
}

// leastVisitors is how many connections of visitors a server should have room
// for. A browser opens six at a time, so this is some 160 people.
const leastVisitors = 1000

// files sees that the running server may open files enough. What one that does
// not run may open, whoever starts it decides.
func (p Patient) files() []Finding {
	const about = "files"
	switch {
	case p.Running == nil:
		return []Finding{unknown(about, "", "how many the server may open is known when one runs")}
	case p.Running.Files == 0:
		return []Finding{unknown(about, "", "how many the server may open can't be found out here")}
	}
	n, visitors := p.Running.Files, server.MaxVisitors(p.Running.Files)
	if visitors < leastVisitors {
		return []Finding{fix(about, "systemctl edit gotunneld, with the lines [Service] and LimitNOFILE=262144, then systemctl restart gotunneld",
			"the server may open %d, which is room for %d connections of visitors at once", n, visitors)}
	}
	return []Finding{ok(about, "the server may open %d, which is room for %d connections of visitors at once", n, visitors)}
}

// versions tells what runs, and sees that it is what is installed.
func (p Patient) versions() []Finding {
	const about = "versions"
	list := []Finding{ok(about, "%s, %s, on %s", p.Config.Version, runtime.Version(), kernel())}
	if p.Running == nil {
		return list
	}
	if p.Running.Version != p.Config.Version {
		list = append(list, fix(about, "systemctl restart gotunneld", "%s runs, and this is %s", p.Running.Version, p.Config.Version))
	}
	if p.Running.Domain != p.Config.Domain {
		list = append(list, fix(about, "give gotunneld doctor the settings of the server, as with --config FILE, or systemctl restart gotunneld",
			"the server runs for %s, and these settings are for %s", p.Running.Domain, p.Config.Domain))
	}
	return list
}

func kernel() string {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if errors.Is(err, os.ErrNotExist) || len(release) == 0 {
		return runtime.GOOS
	}
	return "Linux " + strings.TrimSpace(string(release))
}
