package main

import (
	"time"

	"github.com/spf13/pflag"

	"gotunnel/server/accesslog"
	"gotunnel/tunnelcore/conf"
)

// settings are what the operator decides; the tags are the keys of the file.
type settings struct {
	Config string `toml:"-"`

	Listen        string   `toml:"listen"`
	HTTPListen    []string `toml:"http_listen"`
	TLSListen     []string `toml:"tls_listen"`
	ControlListen string   `toml:"control_listen"`
	AdminListen   string   `toml:"admin_listen"`

	Domain   string        `toml:"domain"`
	Single   bool          `toml:"single"`
	TCPPorts string        `toml:"tcp_ports"`
	Hold     conf.Duration `toml:"hold"`
	DNS      string        `toml:"dns"`

	Data    string `toml:"data"`
	TLSCert string `toml:"tls_cert"`
	TLSKey  string `toml:"tls_key"`

	Report       string `toml:"report"`
	MaxAddresses int    `toml:"max_addresses"`
	FirstVisit   bool   `toml:"first_visit"`

	AccessLog         string `toml:"access_log"`
	AccessLogFile     string `toml:"access_log_file"`
	AccessLogVisitors string `toml:"access_log_visitors"`

	LogFormat string `toml:"log_format"`
	LogLevel  string `toml:"log_level"`
}

func defaults() settings {
	return settings{
		Listen:       "127.0.0.1:8080",
		Domain:       "localhost",
		Hold:         conf.Duration{Duration: 7 * 24 * time.Hour},
		Data:         defaultData(),
		MaxAddresses: 500,
		AccessLog:    noAccessLog,
		LogFormat:    "text",
		LogLevel:     "info",

		AccessLogVisitors: string(accesslog.Network),
	}
}

// load completes s from the file, which is the one that init writes if none is
// named, and the environment.
func (s *settings) load(flags *pflag.FlagSet) error {
	return conf.Load(flags, "GOTUNNELD", defaultConfig(), s)
}

// bindAll makes flags of all that serve has.
func (s *settings) bindAll(flags *pflag.FlagSet) {
	s.bindKeys(flags)
	s.bindPlaces(flags)
	s.bindRest(flags)
}

// bindPlace makes flags of what decides which server is meant.
func (s *settings) bindPlace(flags *pflag.FlagSet) {
	flags.SortFlags = false // first things first
	flags.StringVar(&s.Config, "config", s.Config, "`file` with settings (default "+defaultConfig()+", if there is one)")
	flags.StringVar(&s.Data, "data", s.Data, "`folder` for what has to survive a restart, the server's key among it")
}

// bindKeys makes flags of what decides which key the server has.
func (s *settings) bindKeys(flags *pflag.FlagSet) {
	s.bindPlace(flags)
	flags.StringVar(&s.TLSCert, "tls-cert", s.TLSCert, "PEM `file` with the certificate for DOMAIN and *.DOMAIN")
	flags.StringVar(&s.TLSKey, "tls-key", s.TLSKey, "PEM `file` with its key")
}

// bindPlaces makes flags of what decides how people reach the server.
func (s *settings) bindPlaces(flags *pflag.FlagSet) {
	flags.StringVar(&s.Listen, "listen", s.Listen, "`address` for everyone: clients, and visitors with HTTP or TLS")
	flags.StringVar(&s.Domain, "domain", s.Domain, "links are NAME.`DOMAIN`")
	flags.StringSliceVar(&s.HTTPListen, "http-listen", s.HTTPListen, "further `addresses` for visitors with HTTP")
	flags.StringSliceVar(&s.TLSListen, "tls-listen", s.TLSListen, "further `addresses` for visitors with TLS")
}

// bindRest makes flags of everything else.
func (s *settings) bindRest(flags *pflag.FlagSet) {
	flags.StringVar(&s.ControlListen, "control-listen", s.ControlListen, "further `address` for clients")
	flags.StringVar(&s.TCPPorts, "tcp-ports", s.TCPPorts, "`ports` for shares that are not HTTP, such as 20000-20099 (default none)")
	flags.BoolVar(&s.Single, "single", s.Single, "one client gets every visitor, whatever host they ask for")
	flags.Var(&s.Hold, "hold", "how long a name is kept for a client that is gone")
	flags.StringVar(&s.DNS, "dns", s.DNS, "`resolver` for people's own domains, such as 192.0.2.53 (default the system's)")
	flags.StringVar(&s.Report, "report", s.Report, "`contact` for visitors who want to report a link: an e-mail address or a https:// page (default none)")
	flags.IntVar(&s.MaxAddresses, "max-addresses", s.MaxAddresses, "how many visitors' `addresses` a name that is not reserved may have in a day; 0: any")
	flags.BoolVar(&s.FirstVisit, "first-visit", s.FirstVisit, "show browsers that come to a name that is not reserved a page of the server's first")
	flags.StringVar(&s.AdminListen, "admin-listen", s.AdminListen, "private `address` for the operator's page, /healthz and /metrics (default none)")
	flags.StringVar(&s.AccessLog, "access-log", s.AccessLog, "`form` of a line for each visitor's request: off, common or json")
	flags.StringVar(&s.AccessLogFile, "access-log-file", s.AccessLogFile, "`file` for them (default standard output)")
	flags.StringVar(&s.AccessLogVisitors, "access-log-visitors", s.AccessLogVisitors, "how much of visitors' `addresses` they have: full, network or none")
	flags.StringVar(&s.LogFormat, "log-format", s.LogFormat, "`form` of log lines: text or json")
	flags.StringVar(&s.LogLevel, "log-level", s.LogLevel, "least `level` that is logged: debug, info, warn or error")
}
