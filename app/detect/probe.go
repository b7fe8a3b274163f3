package detect

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	// probePatience is for a page and its icon together. An app that compiles its
	// page first takes longer, and goes without a title.
	probePatience = 2 * time.Second
	// maxPage is where a title and the link to an icon are found in any page.
	maxPage = 64 << 10
	// maxHops is how often a page may send a probe on: to its language, to its
	// sign-in.
	maxHops = 3
	// agent is how apps know a probe in their logs.
	agent = "gotunnel (looks for the title and the icon)"
)

// Page is what an app shows to who opens it.
type Page struct {
	TLS   bool   // it wants https
	Title string // empty if it has none, or did not answer in time
	Icon  []byte // at most 64 KiB; nil if it has none
	Type  string // the icon's media type, like "image/svg+xml"
}

// ErrHidden is returned by Probe for what should not be asked.
var ErrHidden = errors.New("an app that is hidden is not asked for its page")

// ErrNotHTTP is returned by Probe for what answers otherwise than a web app does.
var ErrNotHTTP = errors.New("it is no web app")

// start is what an app is asked once for. A container's process is unknown, so
// that its name is in it too.
type start struct {
	addr      netip.AddrPort
	pid       int
	started   time.Time
	container string
}

func startOf(a App) start { return start{a.Address(), a.PID, a.Started, a.Container} }

// probe is one question. Who has its turn is the one who asks.
type probe struct {
	turn chan struct{} // holds one
	done bool          // guarded by turn, as the rest is
	page Page
	err  error
}

// Probe opens an app's page once in the life of its process, and says the same
// from then on; the app may be slow, so it takes up to 2 s. What is hidden is
// never opened. After a probe that found no web app, Scan hides the app.
//
// It returns ErrHidden, ErrNotHTTP, or ctx's error. An app that does not answer
// in time has a page without a title.
func (s *Scanner) Probe(ctx context.Context, a App) (Page, error) {
	if a.Hidden != "" || a.Risk != "" {
		return Page{}, ErrHidden
	}
	p := s.probeOf(startOf(a))
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return Page{}, ctx.Err()
	}
	if !p.done {
		page, err := ask(ctx, a, cmp.Or(s.patience, probePatience))
		if ctx.Err() != nil {
			return Page{}, ctx.Err() // nobody waited for it, so it counts for nothing
		}
		p.page, p.err, p.done = page, err, true
	}
	return p.page, p.err
}

func (s *Scanner) probeOf(k start) *probe {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.known[k]
	if p == nil {
		p = &probe{turn: make(chan struct{}, 1)}
		if s.known == nil {
			s.known = map[start]*probe{}
		}
		s.known[k] = p
	}
	return p
}

// recall hides what a probe found to be no web app, and forgets what is gone.
func (s *Scanner) recall(apps []App) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := map[start]*probe{}
	for i, a := range apps {
		p := s.known[startOf(a)]
		if p == nil {
			continue
		}
		kept[startOf(a)] = p
		select {
		case p.turn <- struct{}{}:
			if errors.Is(p.err, ErrNotHTTP) && a.Hidden == "" {
				apps[i].Hidden = NotHTTP
			}
			<-p.turn
		default: // it is being asked now
		}
	}
	s.known = kept
}

// ask opens the page by http, and by https if that is what the app wants.
func ask(ctx context.Context, a App, patience time.Duration) (Page, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client := visitor(a.Address())
	defer client.CloseIdleConnections()
	home := url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", portText(a.Port)), Path: "/"}
	body, at, status, err := open(ctx, client, home.String(), "text/html,*/*;q=0.8", maxPage)
	if err != nil && ctx.Err() == nil || status == http.StatusBadRequest {
		home.Scheme = "https"
		if secure, atSecure, _, errSecure := open(ctx, client, home.String(), "text/html,*/*;q=0.8", maxPage); errSecure == nil {
			body, at, err = secure, atSecure, nil
		}
	}
	switch {
	case err != nil && ctx.Err() != nil && a.Framework != "":
		return Page{}, nil // it is slow, and is known for what it is
	case err != nil:
		return Page{}, ErrNotHTTP
	}
	page := Page{TLS: at.Scheme == "https"}
	var icon string
	page.Title, icon = readPage(body)
	page.Icon, page.Type = fetchIcon(ctx, client, at, icon)
	return page, nil
}

// visitor is a client that reaches one address, whatever it is told, and follows
// a page only to other pages of the same app.
func visitor(addr netip.AddrPort) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, addr.String())
			},
			TLSClientConfig:        &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // it is on this computer, where nobody signs certificates
			MaxResponseHeaderBytes: maxPage,
			DisableKeepAlives:      true,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxHops || req.URL.Host != via[0].URL.Host {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
}

// open reads at most limit bytes of what is there, and where that was.
func open(ctx context.Context, client *http.Client, link, accept string, limit int64) (body []byte, at *url.URL, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, http.NoBody)
	if err != nil {
		return nil, nil, 0, err
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", accept)
	answer, err := client.Do(req)
	if err != nil {
		return nil, nil, 0, err
	}
	defer answer.Body.Close()
	body, _ = io.ReadAll(io.LimitReader(answer.Body, limit)) // a part will do
	return body, answer.Request.URL, answer.StatusCode, nil
}
