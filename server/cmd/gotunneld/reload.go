package main

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"

	"github.com/coreos/go-systemd/v22/daemon"

	"gotunnel/server"
)

// atOnce are the settings that change while the server runs. Others need a
// restart.
var atOnce = []string{"hold", "report", "first_visit", "max_addresses", "log_level"}

// reloader takes over what changed in the settings while the server runs.
type reloader struct {
	now     settings                 // that hold
	again   func() (settings, error) // reads them anew
	level   *slog.LevelVar
	refresh func() error // looks at the certificate's files and goes on in a new access log
	apply   func(server.Config)
	log     *slog.Logger
}

// reload reads the settings again. Those that cannot be right change nothing.
func (r *reloader) reload() {
	notify(r.log, daemon.SdNotifyReloading+"\n"+daemon.SdNotifyMonotonicUsec())
	defer notify(r.log, daemon.SdNotifyReady)
	if err := r.refresh(); err != nil {
		r.log.Error("the access log can't be opened again, it goes on as it was", "err", err)
	}
	next, err := r.again()
	if err == nil {
		_, err = next.config()
	}
	if err != nil {
		r.log.Error("the settings can't be read again, all stay as they were", "err", err)
		return
	}
	changed, waiting := r.now.adopt(next)
	config, err := r.now.config()
	if err != nil { // they could each be right, and not together
		r.log.Error("the settings don't go with those that need a restart", "err", err)
		return
	}
	r.level.Set(r.now.level())
	r.apply(config)
	r.log.Info("settings read again", "changed", changed)
	for _, key := range waiting {
		r.log.Warn("a setting needs a restart to change", "key", key)
	}
}

// adopt takes over from next what can change at once, and says what did and what
// did not.
func (s *settings) adopt(next settings) (changed, waiting []string) {
	have, want := reflect.ValueOf(s).Elem(), reflect.ValueOf(next)
	for i := range want.NumField() {
		key := want.Type().Field(i).Tag.Get("toml")
		switch {
		case key == "-" || fmt.Sprint(have.Field(i)) == fmt.Sprint(want.Field(i)):
		case slices.Contains(atOnce, key), key == "tcp_ports" && grows(s.TCPPorts, next.TCPPorts):
			have.Field(i).Set(want.Field(i))
			changed = append(changed, key)
		default:
			waiting = append(waiting, key)
		}
	}
	return changed, waiting
}

// grows tells that there are more ports than there were, and all that there
// were. Without any, TCP tunnels were not offered to the clients that there are.
func grows(from, to string) bool {
	var had, have server.PortRange
	if had.UnmarshalText([]byte(from)) != nil || have.UnmarshalText([]byte(to)) != nil {
		return false
	}
	return had.First != 0 && have.First != 0 && have.First <= had.First && have.Last >= had.Last
}
