package e2e

import (
	"slices"
	"testing"
)

// What a page of three development servers needs, each asked for by the
// requests that a browser sends, in the order of the columns below: Vite's page
// and its WebSocket for changes, Next's page, script, WebSocket and action, and
// webpack's page and WebSocket.
func TestDevServers(t *testing.T) {
	t.Parallel()
	s := serveFar(t)
	vite := startVite(t, npmApp(t, "vite"))
	_, next := startNext(t, npmApp(t, "next"))
	webpack := startWebpack(t, npmApp(t, "webpack"))
	for _, row := range []struct {
		name, page string // the page that asks: the link itself, or another site
		options    []string
		want       []string
	}{
		{"localhost", "", nil, []string{"200", "101", "200", "200", "101", "200", "200", "101"}},
		{"raw", "", []string{"--raw"}, []string{"403", "400", "200", "403", "no HTTP", "200", "403", "refused"}},
		{"public", "", []string{"--profile", "public"}, []string{"403", "400", "200", "403", "502", "200", "403", "refused"}},
		{"foreign", "http://evil.test", nil, []string{"200", "400", "200", "403", "502", "500", "200", "refused"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			// npm's apps are shared by all rows, so that they are started once.
			c := s.share(append(row.options, "v-"+row.name+"="+vite, "n-"+row.name+"="+next, "w-"+row.name+"="+webpack)...)
			c.next("live")
			c.next("live")
			ask := func(kind string) *page { return newPage(t, s, s.url(kind+"-"+row.name), row.page) }
			got := slices.Concat(askVite(ask("v")), askNext(ask("n")), askWebpack(ask("w")))
			if !slices.Equal(got, row.want) {
				t.Errorf("answered %v, want %v", got, row.want)
			}
		})
	}
}

func askVite(p *page) []string {
	socket := "/"
	if token := p.find("/@vite/client", `wsToken = "([^"]+)"`); token != "" && !p.foreign() { // which other sites can't read
		socket += "?token=" + token
	}
	return []string{p.open("/"), p.upgrade(socket, "vite-hmr")}
}

func askNext(p *page) []string {
	script := p.find("/", `src="(/_next/static/[^"]+\.js[^"]*)"`)
	return []string{p.open("/"), p.script(script), p.upgrade("/_next/hmr?id=table", ""), p.act("/")}
}

func askWebpack(p *page) []string { return []string{p.open("/"), p.upgrade("/ws", "")} }
