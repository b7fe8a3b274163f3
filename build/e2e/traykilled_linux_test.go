package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/godbus/dbus/v5"
)

// However often the agent is killed, its panel shows one icon.
func TestTrayAfterKills(t *testing.T) {
	t.Parallel()
	d := newPanelScreen(t)
	s := serve(t)
	d.start()
	var before string
	for range 10 {
		cmd := d.command(filepath.Join(programs, "gotunnel"), "agent")
		cmd.Env = append(slices.Clone(d.env), "GOTUNNEL_SERVER="+s.addr)
		agent := start(t, cmd)
		eventually(t, func() error {
			icons, err := d.icons()
			if err != nil {
				return err
			}
			if len(icons) != 1 || icons[0] == before {
				return fmt.Errorf("the panel has the icons %q", icons)
			}
			return nil
		})
		icons, _ := d.icons()
		before = icons[0]
		agent.kill()
	}
	eventually(t, func() error {
		if icons, err := d.icons(); err != nil || len(icons) > 0 {
			return fmt.Errorf("the panel has the icons %q, %w", icons, err)
		}
		return nil
	})
}

// icons are those that the panel was given.
func (p *panelScreen) icons() (all []string, err error) {
	const watcher = "org.kde.StatusNotifierWatcher"
	v, err := p.bus.Object(watcher, dbus.ObjectPath("/StatusNotifierWatcher")).GetProperty(watcher + ".RegisteredStatusNotifierItems")
	if err == nil {
		err = v.Store(&all)
	}
	return all, err
}
