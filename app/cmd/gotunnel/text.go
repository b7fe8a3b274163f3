package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"gotunnel/app/browser"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/qrcode"
)

// textPrinter prints for people: lines that stay and, on a terminal, a last
// line that changes in place. It uses nothing but carriage returns and spaces
// for that, which every terminal knows.
type textPrinter struct {
	out, errors io.Writer
	width       func() int // the terminal's columns; nil: not a terminal
	qr          bool       // draw each link
	several     bool       // of several shares: lines say which

	links      []string // names of those shown
	live       []string
	waiting    []waitingEvent
	watching   map[string]int
	connecting string    // the server, before there is a connection
	retryAt    time.Time // zero: not reconnecting
	why        string    // with retryAt

	shown string // the last line as it stands
}

func (p *textPrinter) tell(e event) error {
	switch e := e.(type) {
	case connectingEvent:
		p.connecting = e.Server
	case liveEvent:
		p.forget(e.Name)
		p.live = append(p.live, e.Name)
		return p.link(link(e))
	case waitingEvent:
		p.forget(e.Name)
		p.waiting = append(p.waiting, e)
		return p.link(link(e))
	case detachedEvent:
		if err := p.link(link(e)); err != nil {
			return err
		}
		return p.line("It goes on in the background. gotunnel status shows it, gotunnel stop ends it.")
	case reconnectingEvent:
		p.retryAt, p.why = e.retryAt, e.Error
	case visitorEvent:
		return p.line(p.visitor(e))
	case changedEvent:
		return p.line(p.changed(e))
	case watchingEvent:
		if p.watching == nil {
			p.watching = map[string]int{}
		}
		p.watching[e.Name] = e.Watching
	case hintEvent:
		return p.line("Hint: " + hint(e))
	case endedEvent:
		p.forget(e.Name)
	case errorEvent:
		return p.error(e)
	}
	return nil
}

// forget takes a share out of what the last line says.
func (p *textPrinter) forget(name string) {
	p.live = slices.DeleteFunc(p.live, func(n string) bool { return n == name })
	p.waiting = slices.DeleteFunc(p.waiting, func(w waitingEvent) bool { return w.Name == name })
	delete(p.watching, name)
}

// link shows a share's link the first time. A link means that there is a
// connection.
func (p *textPrinter) link(l link) error {
	p.connecting, p.retryAt = "", time.Time{}
	if slices.Contains(p.links, l.Name) {
		return nil
	}
	p.links = append(p.links, l.Name)
	text := l.URL + "  →  " + l.Target
	if l.ends != "" {
		text += "  " + l.ends
	}
	if l.Password != "" {
		text += "\nPassword: " + l.Password
	}
	if err := p.block(text); err != nil || !p.qr || !browser.IsWeb(l.URL) {
		return err
	}
	return p.lines(qrcode.Draw(l.URL))
}

// block prints lines that stay.
func (p *textPrinter) block(text string) error {
	for line := range strings.SplitSeq(text, "\n") {
		if err := p.line(line); err != nil {
			return err
		}
	}
	return nil
}

func (p *textPrinter) visitor(e visitorEvent) string {
	columns := []string{e.began.Format(time.TimeOnly), host(e.Visitor)}
	if p.several {
		columns = append(columns, e.Name)
	}
	if e.Error != "" {
		columns = append(columns, "your app is not running")
	} else {
		columns = append(columns, size(e.Up)+" up", size(e.Down)+" down", took(e.MS))
	}
	return strings.Join(columns, "  ")
}

func (p *textPrinter) error(e errorEvent) error {
	if err := p.show(""); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.errors, "gotunnel:", printable(e.Message))
	return err
}

func (p *textPrinter) stopped(count int) error {
	switch count {
	case 0:
		return p.show("")
	case 1:
		return p.line("Stopped. The link no longer works.")
	}
	return p.line("Stopped. The links no longer work.")
}

func (p *textPrinter) settle() error { return p.show(p.state()) }

// state is the last line: what is going on.
func (p *textPrinter) state() string {
	switch {
	case !p.retryAt.IsZero():
		return p.reconnecting()
	case p.connecting != "":
		return "Connecting to " + p.connecting + "…"
	case len(p.waiting) > 0:
		w := p.waiting[0]
		if p.several {
			return "Waiting for " + w.place + ". Its link goes live as soon as the app starts."
		}
		return "Waiting for " + w.place + ". The link goes live as soon as your app starts."
	case len(p.live) > 0:
		return "Live. " + p.audience() + "Ctrl-C stops sharing."
	}
	return ""
}

// audience says how many are watching, on a terminal: elsewhere each number would
// be a line.
func (p *textPrinter) audience() string {
	total := 0
	for _, n := range p.watching {
		total += n
	}
	if total == 0 || p.width == nil {
		return ""
	}
	return fmt.Sprintf("%d watching. ", total)
}

func (p *textPrinter) changed(e changedEvent) string {
	who := "Anyone with the link can open it"
	if e.Protected {
		who = "Visitors need the password"
	}
	return e.Name + ": " + ending.Text(e.Until, time.Now()) + ". " + who + "."
}

func (p *textPrinter) reconnecting() string {
	kept := "your link is kept."
	if p.several {
		kept = "your links are kept."
	}
	if p.width == nil {
		return "Reconnecting… " + kept + " (" + p.why + ")"
	}
	left := time.Until(p.retryAt)
	if left <= 0 {
		return "Reconnecting… " + kept
	}
	return fmt.Sprintf("Reconnecting in %d s… %s", int(left.Seconds())+1, kept)
}

// lines prints a block of lines that stay.
func (p *textPrinter) lines(block string) error {
	if err := p.show(""); err != nil {
		return err
	}
	_, err := io.WriteString(p.out, block)
	return err
}

// line prints a line that stays.
func (p *textPrinter) line(text string) error { return p.lines(printable(text) + "\n") }

// show makes text the last line. Where lines can't be taken back each one
// stays, and taking it away does nothing.
func (p *textPrinter) show(text string) error {
	if p.width == nil {
		if text == "" || text == p.shown {
			return nil
		}
		p.shown = text
		_, err := io.WriteString(p.out, printable(text)+"\n")
		return err
	}
	width := p.width()
	text = fit(printable(text), width)
	if text == p.shown {
		return nil
	}
	if p.shown != "" { // with the ^C that a terminal may have put behind it
		blank := strings.Repeat(" ", len([]rune(p.shown+"^C")))
		text, p.shown = "\r"+fit(blank, width)+"\r"+text, text
	} else {
		p.shown = text
	}
	_, err := io.WriteString(p.out, text)
	return err
}

// fit cuts text so that a terminal does not break it. An unknown width is
// that of old.
func fit(text string, width int) string {
	if width <= 0 {
		width = 80
	}
	if runes := []rune(text); len(runes) >= width {
		return string(runes[:width-1])
	}
	return text
}

// printable leaves out what a terminal might obey: some of the words come from
// the server.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
}
