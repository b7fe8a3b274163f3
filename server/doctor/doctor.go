// Package doctor finds what a server is missing to be of use to people:
//
//	patient := doctor.Patient{Config: config, Running: running, ...}
//	for finding := range patient.Examine(ctx) {
//		fmt.Println(finding)
//	}
//
// Each check is a small function that says what is well, what to do about what is
// not, down to the command or the DNS record, and what can't be known from here.
//
// It changes nothing, and asks nobody but DNS, this computer and the server
// itself. What stands between the internet and this computer it can't see, and
// says so.
package doctor

import (
	"context"
	"fmt"
	"iter"
	"net"
	"time"

	"gotunnel/server"
)

// State is what came of a check.
type State string

// What can come of a check.
const (
	OK      State = "ok"
	Fix     State = "fix"     // something is to be done
	Unknown State = "unknown" // it can't be known from here
)

// Finding is what one check says.
type Finding struct {
	State State  `json:"state"`
	About string `json:"about"` // "dns", "disk"
	Text  string `json:"text"`
	// Do is what to do: a command, a DNS record, or a sentence with one. Always
	// there for Fix, and never for OK.
	Do string `json:"do,omitempty"`
}

// String is the finding as one line for people.
func (f Finding) String() string {
	mark := map[State]string{OK: "ok ", Fix: "FIX", Unknown: "?  "}[f.State]
	line := mark + "  " + f.About + ": " + f.Text
	if f.Do != "" {
		line += ": " + f.Do
	}
	return line
}

func ok(about, format string, args ...any) Finding {
	return Finding{State: OK, About: about, Text: fmt.Sprintf(format, args...)}
}

func fix(about, do, format string, args ...any) Finding {
	return Finding{State: Fix, About: about, Text: fmt.Sprintf(format, args...), Do: do}
}

func unknown(about, do, format string, args ...any) Finding {
	return Finding{State: Unknown, About: about, Text: fmt.Sprintf(format, args...), Do: do}
}

// Patient is the server that is looked at, which need not run. All fields but
// Running, CertFile, KeyFile and Given are required.
type Patient struct {
	// Config is what it runs with, or would. Its certificates, logger and metrics
	// are not used.
	Config server.Config
	// CertFile and KeyFile are the operator's certificate; empty: the server makes
	// its own.
	CertFile, KeyFile string
	// Resolver is asked for the server's own names.
	Resolver *net.Resolver
	// Given are the flags that were given, for commands that are to be typed.
	Given string
	// Running is the server that runs on the data folder; nil: none does.
	Running *Running
	// Built is when this program's source was last changed; zero: not known.
	Built time.Time
}

// Running is what a running server says of itself.
type Running struct {
	Version, Domain string
	Books
	// Files is how many files it may have open; 0: not known.
	Files int
}

// Books is what the checks need of a store.
type Books struct {
	Accounts int
	Newest   time.Time // when its newest record was written
}

// Examine makes one check after the other. It takes as long as DNS and the
// server's ports do to answer, at most half a minute or so.
func (p Patient) Examine(ctx context.Context) iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		var books *Books
		for _, check := range []func() []Finding{
			func() []Finding { return folder(p.Config.Data, p.Given) },
			func() []Finding { return disk(p.Config.Data, free) },
			func() (list []Finding) { books, list = p.books(ctx); return list },
			func() []Finding { return p.accounts(books) },
			func() []Finding { return p.certificate(time.Now(), nil) },
			func() []Finding { return p.dns(ctx, addresses()) },
			func() []Finding { return p.ports(ctx, addresses()) },
			func() []Finding { return p.clock(ctx, time.Now(), books) },
			p.files,
			p.versions,
		} {
			for _, finding := range check() {
				if !yield(finding) {
					return
				}
			}
		}
	}
}
