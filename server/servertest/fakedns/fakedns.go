// Package fakedns is a DNS server on loopback, for tests:
//
//	dns := fakedns.Start(t)
//	dns.Set("shop.example.com", "CNAME share.acme.dev")
//	resolver := domains.Resolver(dns.Addr)
//
// It answers in real packets, by UDP and by TCP, from a table of A, CNAME and TXT
// records, of which a host may begin with "*.", and follows CNAMEs as a recursive
// resolver does. What is not in the table does not exist.
package fakedns

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// Server is a running server.
type Server struct {
	// Addr is "127.0.0.1:port", for UDP and TCP.
	Addr string

	mu      sync.Mutex
	records map[string][]string
	asked   map[string]int
	broken  bool
}

// Start starts a server without records, until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp", tcp.Addr().String())
	if err != nil {
		tcp.Close()
		t.Fatal(err)
	}
	s := &Server{Addr: tcp.Addr().String(), records: map[string][]string{}, asked: map[string]int{}}
	var wg sync.WaitGroup
	wg.Go(func() { s.serveUDP(udp) })
	wg.Go(func() { s.serveTCP(tcp, &wg) })
	t.Cleanup(func() {
		tcp.Close()
		udp.Close()
		wg.Wait()
	})
	return s
}

// Set gives a host its records, "CNAME x", "A 192.0.2.1" or "TXT words"; none:
// it does not exist.
func (s *Server) Set(host string, records ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[host] = records
}

// Break has every question fail with SERVFAIL from now on, or not any more.
func (s *Server) Break(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

// Asked is how many questions there were about a host since the last call.
func (s *Server) Asked(host string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.asked[host]
	delete(s.asked, host)
	return n
}

// maxUDP is the longest answer without EDNS, RFC 1035 section 4.2.1.
const maxUDP = 512

func (s *Server) serveUDP(conn net.PacketConn) {
	query := make([]byte, 64<<10)
	for {
		n, from, err := conn.ReadFrom(query)
		if err != nil {
			return
		}
		answer := s.answer(query[:n])
		if len(answer) > maxUDP {
			answer = s.truncated(query[:n])
		}
		_, _ = conn.WriteTo(answer, from)
	}
}

func (s *Server) serveTCP(ln net.Listener, wg *sync.WaitGroup) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		wg.Go(func() {
			defer conn.Close()
			var length [2]byte
			for {
				if _, err := io.ReadFull(conn, length[:]); err != nil {
					return
				}
				query := make([]byte, binary.BigEndian.Uint16(length[:]))
				if _, err := io.ReadFull(conn, query); err != nil {
					return
				}
				answer := s.answer(query)
				_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)) //nolint:gosec // a test's answers are short
			}
		})
	}
}

// answer is the answer to a packed query; nil if it is none.
func (s *Server) answer(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	host := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
	s.asked[host]++
	if s.broken {
		m.RCode = dnsmessage.RCodeServerFailure
	} else {
		m.Answers, m.RCode = s.findLocked(host, q)
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}

// truncated tells the client to come again by TCP.
func (s *Server) truncated(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil {
		return nil
	}
	m.Response, m.RecursionAvailable, m.Truncated, m.Additionals = true, true, true, nil
	packed, _ := m.Pack()
	return packed
}
