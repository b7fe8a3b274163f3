//go:build linux || freebsd || openbsd || netbsd

package tray

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"gotunnel/app/sessionbus/bustest"
)

// The icon is as it reads on the desktop's colours, also once a person changes
// those.
func TestScheme(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	p := newPanel(t, address)
	p.beginPortal(lightScheme)
	p.start()
	run(t, newAgent(t, twoShares()), address)
	p.awaitItem()
	p.awaitIcon(watched, darkInk)
	for _, scheme := range []uint32{darkScheme, lightScheme, noScheme} {
		p.changeScheme(scheme)
		p.awaitIcon(watched, inkFor(scheme))
	}
}

// beginPortal has the panel be who tells of the desktop's colours, too.
func (p *panel) beginPortal(scheme uint32) {
	p.t.Helper()
	err := p.conn.ExportMethodTable(map[string]any{
		"Read": func(_, _ string) (dbus.Variant, *dbus.Error) {
			return dbus.MakeVariant(dbus.MakeVariant(scheme)), nil
		},
	}, portalObject, portalSettings)
	if err == nil {
		_, err = p.conn.RequestName(portal, dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *panel) changeScheme(to uint32) {
	p.t.Helper()
	if err := p.conn.Emit(portalObject, portalSettings+".SettingChanged", appearance, colorScheme, dbus.MakeVariant(to)); err != nil {
		p.t.Fatal(err)
	}
}
