package forward

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

const (
	// headTimeout and maxHead are what the server allows a visitor for the
	// head of a request.
	headTimeout = 10 * time.Second
	maxHead     = 16 << 10
)

// answer tells an HTTP visitor that the app is away. Visitors of other kinds,
// and those who send no proper request, are told nothing.
func (s *serving) answer(visitor net.Conn) {
	if s.Kind != "" && s.Kind != wire.HTTP {
		return
	}
	_ = visitor.SetDeadline(time.Now().Add(headTimeout))
	request, err := http.ReadRequest(bufio.NewReader(io.LimitReader(visitor, maxHead)))
	if err != nil {
		return
	}
	html := pages.AcceptsHTML(strings.Join(request.Header.Values("Accept"), ","))
	page := pages.NotRunning.Response(html, request.Method == http.MethodHead)
	if _, err := visitor.Write(page); err == nil {
		_ = relay.CloseWrite(visitor)
	}
}
