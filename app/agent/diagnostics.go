package agent

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"gotunnel/app/localapi"
)

// Diagnostics implements [localapi.Agent]. There is nothing in it of visitors, no
// password, and nothing of the sign-in.
func (a *Agent) Diagnostics() string {
	a.lookAtSignIn()
	now, _ := a.snapshot()
	var b strings.Builder
	fmt.Fprintf(&b, "Gotunnel %s on %s/%s, %s\n", a.Version, runtime.GOOS, runtime.GOARCH, time.Now().Format(time.RFC3339))
	fmt.Fprintf(&b, "Server: %s, %s since %s", orNone(now.Server.Address), now.Server.State, now.Server.Since.Format(time.RFC3339))
	writeProblem(&b, now.Server.Problem)
	if now.Problem != nil {
		b.WriteString("\nFiles:")
		writeProblem(&b, now.Problem)
	}
	b.WriteString("\nShares:\n")
	for _, s := range now.Shares {
		fmt.Fprintf(&b, "  %s -> %s, %s", orNone(s.Name), s.Target, s.State)
		writeProblem(&b, s.Problem)
		b.WriteByte('\n')
	}
	b.WriteString("Apps:\n")
	for _, app := range now.Apps {
		fmt.Fprintf(&b, "  %d %s %s %s\n", app.Port, app.Name, app.Framework, app.Hidden)
	}
	fmt.Fprintf(&b, "Settings: %+v\nLog:\n", now.Settings)
	kept, _, _ := a.recent.after(0)
	for _, line := range kept {
		b.WriteString("  " + line + "\n")
	}
	return b.String()
}

func writeProblem(b *strings.Builder, problem *localapi.Error) {
	if problem != nil {
		fmt.Fprintf(b, " (%s: %s)", problem.Code, problem.Message)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
