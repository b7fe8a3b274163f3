package main

import (
	"time"

	"github.com/spf13/pflag"

	"gotunnel/tunnelcore/conf"
)

// settings are what the operator decides; the tags are the keys of the file.
type settings struct {
	Config string `toml:"-"`

	Listen        string   `toml:"listen"`
	HTTPListen    []string `toml:"http_listen"`
	TLSListen     []string `toml:"tls_listen"`
	ControlListen string   `toml:"control_listen"`
	MetricsListen string   `toml:"metrics_listen"`

	Domain   string        `toml:"domain"`
	Single   bool          `toml:"single"`
	TCPPorts string        `toml:"tcp_ports"`
	Hold     conf.Duration `toml:"hold"`

	Report        string `toml:"report"`
	FirstVisit    bool   `toml:"first_visit"`
	DailyVisitors int    `toml:"daily_visitors"`

	Data    string `toml:"data"`
	TLSCert string `toml:"tls_cert"`
	TLSKey  string `toml:"tls_key"`

	LogFormat string `toml:"log_format"`
	LogLevel  string `toml:"log_level"`
}

func defaults() settings {
	return settings{
		Listen:    "127.0.0.1:8080",
		Domain:    "localhost",
		Hold:      conf.Duration{Duration: 7 * 24 * time.Hour},
		Data:      defaultData(),
		LogFormat: "text",
		LogLevel:  "info",
	}
}

// load completes s from the file and the environment.
func (s *settings) load(flags *pflag.FlagSet) error {
	return conf.Load(flags, "GOTUNNELD", "", s)
}

// bindPlace makes flags of what decides which server is meant.
func (s *settings) bindPlace(flags *pflag.FlagSet) {
	flags.SortFlags = false // first things first
	flags.StringVar(&s.Config, "config", s.Config, "`file` with settings")
	flags.StringVar(&s.Data, "data", s.Data, "`folder` for what has to survive a restart, the server's key among it")
}

// bindKeys makes flags of what decides which key the server has.
func (s *settings) bindKeys(flags *pflag.FlagSet) {
	s.bindPlace(flags)
	flags.StringVar(&s.TLSCert, "tls-cert", s.TLSCert, "PEM `file` with the certificate for DOMAIN and *.DOMAIN")
	flags.StringVar(&s.TLSKey, "tls-key", s.TLSKey, "PEM `file` with its key")
}

// bindRest makes flags of everything else.
func (s *settings) bindRest(flags *pflag.FlagSet) {
	flags.StringVar(&s.Listen, "listen", s.Listen, "`address` for everyone: clients, and visitors with HTTP or TLS")
	flags.StringVar(&s.Domain, "domain", s.Domain, "links are NAME.`DOMAIN`")
	flags.StringSliceVar(&s.HTTPListen, "http-listen", s.HTTPListen, "further `addresses` for visitors with HTTP")
	flags.StringSliceVar(&s.TLSListen, "tls-listen", s.TLSListen, "further `addresses` for visitors with TLS")
	flags.StringVar(&s.ControlListen, "control-listen", s.ControlListen, "further `address` for clients")
	flags.StringVar(&s.TCPPorts, "tcp-ports", s.TCPPorts, "`ports` for shares that are not HTTP, such as 20000-20099 (default none)")
	flags.BoolVar(&s.Single, "single", s.Single, "one client gets every visitor, whatever host they ask for")
	flags.Var(&s.Hold, "hold", "how long a name is kept for a client that is gone")
	flags.StringVar(&s.Report, "report", s.Report, "mail `address` or https link where visitors report what a share shows (default none)")
	flags.BoolVar(&s.FirstVisit, "first-visit", s.FirstVisit, "show browsers that come to a name first that it is somebody's computer")
	flags.IntVar(&s.DailyVisitors, "daily-visitors", s.DailyVisitors, "how many `addresses` may visit a name in a day (default any number)")
	flags.StringVar(&s.MetricsListen, "metrics-listen", s.MetricsListen, "private `address` for /healthz and /metrics (default none)")
	flags.StringVar(&s.LogFormat, "log-format", s.LogFormat, "`form` of log lines: text or json")
	flags.StringVar(&s.LogLevel, "log-level", s.LogLevel, "least `level` that is logged: debug, info, warn or error")
}
