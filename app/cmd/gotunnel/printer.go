package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// printer shows events. One goroutine at a time uses it. Its errors are those
// of writing to stdout.
type printer interface {
	tell(event) error
	// settle is called when nothing more is to be printed at the moment, and
	// every second.
	settle() error
	// stopped says that a person ended count shares, or with 0 only makes room
	// for an error. Nothing follows.
	stopped(count int) error
}

// newPrinter returns the printer for where stdout goes. With several shares it says
// of which it speaks.
func newPrinter(o *options, several bool, stdout, stderr io.Writer) printer {
	if o.JSON {
		return jsonPrinter{stdout}
	}
	p := &textPrinter{out: stdout, errors: stderr, qr: o.QR, several: several}
	if f, ok := stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.width = func() int {
			width, _, _ := term.GetSize(int(f.Fd())) // 0 where there is no telling
			return width
		}
	}
	return p
}

// jsonPrinter prints an object a line.
type jsonPrinter struct{ out io.Writer }

func (p jsonPrinter) tell(e event) error {
	fields, err := json.Marshal(e)
	if err != nil {
		return err
	}
	// Every event has fields, so what follows the brace can follow "event".
	_, err = fmt.Fprintf(p.out, "{\"event\":%q,%s\n", e.event(), fields[1:])
	return err
}

func (jsonPrinter) settle() error     { return nil }
func (jsonPrinter) stopped(int) error { return nil } // the ended events said it
