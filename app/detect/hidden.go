package detect

import (
	"slices"
	"strings"
)

// hide gives an app its reasons.
func (a *App) hide(l listener, system string) {
	a.Hidden = reason(*a, l, system)
	a.Risk = warning(a.Hidden, a.Port)
}

func reason(a App, l listener, system string) Reason {
	switch {
	case l.main.isOneOf(ours):
		return Ours
	case debugs(a.Port, l):
		return Debugger
	case a.Port == 2375 || a.Port == 2376 || l.main.isOneOf([]string{"dockerd"}):
		return DockerAPI
	case a.Framework == jupyter && !guarded(l, runtimeFolders(system)):
		return Notebook
	case isDatabase(a, l):
		return Database
	case a.Container != "":
		return ""
	case l.main == nil || !l.main.own:
		return Somebody
	case isSystem(a, l.main, system):
		return System
	case isTest(l.main):
		return Test
	}
	return ""
}

// isTest knows what "go test" runs. Its servers come and go, and some count who
// asks them.
func isTest(p *process) bool {
	return strings.HasSuffix(strings.TrimSuffix(p.exe, ".exe"), ".test")
}

var ours = []string{"gotunnel", "gotunneld", "gotunnel-desktop"}

// isDatabase goes by the program or by the image, and by the port where it is
// no framework's.
func isDatabase(a App, l listener) bool {
	if a.image != "" {
		return slices.Contains(databases, a.image) || slices.Contains(databasePorts, a.inside)
	}
	usual := slices.Contains(databasePorts, a.Port) && (a.Framework == "" || a.Framework == "Java")
	return usual || l.main.isOneOf(databases)
}

var databases = []string{
	"clickhouse-server", "clickhouse", "cockroach", "couchdb", "elasticsearch", "etcd", "influxd", "keydb-server",
	"mariadb", "mariadbd", "memcached", "mongo", "mongod", "mongos", "mssql", "mysql", "mysqld", "nats-server", "neo4j",
	"opensearch", "oracle", "postgis", "postgres", "redis", "redis-server", "sqlservr", "surreal", "valkey", "valkey-server",
}

var databasePorts = []int{1433, 1521, 2379, 3306, 5432, 5984, 6379, 7687, 9042, 9200, 9300, 11211, 27017, 27018, 27019}

// isSystem knows what belongs to the system and its desktop, by where it is
// installed and what it is called. On macOS, AirPlay has two ports.
func isSystem(a App, p *process, system string) bool {
	exe := strings.ToLower(strings.ReplaceAll(p.exe, `\`, "/"))
	if slices.ContainsFunc(systemFolders, func(folder string) bool { return strings.HasPrefix(exe, folder) }) {
		return true
	}
	airPlay := system == "darwin" && (a.Port == 5000 || a.Port == 7000) && a.Framework == ""
	return airPlay || p.isOneOf(services)
}

var systemFolders = []string{
	"/usr/libexec/", "/usr/lib/systemd/", "/lib/systemd/", "/system/library/", "c:/windows/system32/", "c:/windows/systemapps/",
}

var services = []string{
	"adb", "avahi-daemon", "containerd", "controlcenter", "cups-browsed", "cupsd", "dnsmasq", "dropbox", "exim", "kdeconnectd",
	"kubelet", "launchd", "lsass", "master", "nmbd", "rapportd", "rpcbind", "sharingd", "smbd", "spoolsv", "sshd", "svchost",
	"system", "systemd", "systemd-resolve", "systemd-resolved", "vino-server", "wininit", "xorg", "xvnc",
}
