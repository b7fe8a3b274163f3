package gateway

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"testing/iotest"
)

// chunks is a body that comes in parts, and ends with its last one or behind it.
type chunks struct {
	parts [][]byte
	late  bool
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.parts) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.parts[0])
	if c.parts[0] = c.parts[0][n:]; len(c.parts[0]) == 0 {
		c.parts = c.parts[1:]
	}
	if len(c.parts) == 0 && !c.late {
		return n, io.EOF
	}
	return n, nil
}

func replaced(body io.Reader, by replacement) *replacer {
	return &replacer{ReadCloser: io.NopCloser(body), replacement: by}
}

// webpack8080 is for an app at port 8080.
func webpack8080() replacement { return newPagePort("localhost:8080")[0] }

func TestPagePortTexts(t *testing.T) {
	for port, want := range map[string][2]string{
		"8": {"0", "0"}, "80": {"0&", "0 "}, "443": {"0&&", "0  "}, "8080": {"0&&&", "0   "}, "65535": {"0&&&&", "0    "},
	} {
		p := newPagePort("[::1]:" + port)
		for i, format := range []string{"hostname=0.0.0.0&port=%s&", "const hmrPort = %s;"} {
			if was, is := fmt.Sprintf(format, port), fmt.Sprintf(format, want[i]); string(p[i].was) != was || string(p[i].is) != is {
				t.Errorf("port %s: %q becomes %q, want %q and %q", port, p[i].was, p[i].is, was, is)
			}
		}
	}
}

// Wherever a text is cut in two, and in three, what comes out is the same.
func TestReplacerSplits(t *testing.T) {
	p := webpack8080()
	text := slices.Concat([]byte("hostname=0.0.0.0&port=80"), p.was, []byte("hostname=0."), p.was, p.was, p.was[:9])
	want := bytes.ReplaceAll(text, p.was, p.is)
	for i := range len(text) + 1 {
		for j := i; j <= len(text); j++ {
			for _, late := range []bool{false, true} {
				parts := [][]byte{text[:i], text[i:j], text[j:]}
				parts = slices.DeleteFunc(parts, func(part []byte) bool { return len(part) == 0 })
				got, err := io.ReadAll(replaced(&chunks{parts, late}, p))
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("cut at %d and %d, late %v: got %q, %v, want %q", i, j, late, got, err, want)
				}
			}
		}
	}
}

// Only what may begin the text is held back, and only until that is known.
func TestReplacerHoldsBack(t *testing.T) {
	c := &chunks{late: true}
	for _, part := range []string{"a hostname", "=1 ", "with", "out ", "hostname=0.0.0.0&", "port=8080", "&pathname", "h"} {
		c.parts = append(c.parts, []byte(part))
	}
	r := replaced(c, webpack8080())
	for _, want := range []struct {
		text string
		left int // parts that were not read for it
	}{
		{"a ", 7},
		{"hostname=1 ", 6},
		{"wit", 5},
		{"hout ", 4},
		{"hostname=0.0.0.0&port=0&&&&pathname", 1},
		{"h", 0},
	} {
		buf := make([]byte, 100)
		n, err := r.Read(buf)
		if string(buf[:n]) != want.text || len(c.parts) != want.left {
			t.Fatalf("read %q, %v, and %d parts are left; want %q and %d", buf[:n], err, len(c.parts), want.text, want.left)
		}
	}
}

// A body that breaks off loses nothing of what came, nor that it broke off.
func TestReplacerBreaks(t *testing.T) {
	p, broken := webpack8080(), errors.New("broken")
	body := io.MultiReader(bytes.NewReader(p.was[:5]), iotest.ErrReader(broken))
	got, err := io.ReadAll(replaced(body, p))
	if string(got) != "hostn" || !errors.Is(err, broken) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := replaced(body, p).Read(make([]byte, len(p.was)-1)); !errors.Is(err, io.ErrShortBuffer) {
		t.Errorf("got %v for too little room", err)
	}
}

// Whatever the text and the parts it comes in: it is bytes.ReplaceAll, but for
// when.
func FuzzReplacer(f *testing.F) {
	f.Add([]byte("?protocol=ws%3A&hostname=0.0.0.0&port=8080&pathname=%2Fws"), 3, 40)
	f.Add([]byte("aabab"), 3, 0)
	f.Fuzz(func(t *testing.T, text []byte, part, room int) {
		for _, p := range []replacement{
			webpack8080(),
			{[]byte("aab"), []byte("aba")}, // which begins again within itself
			{[]byte("aa"), []byte("aa")},
		} {
			part, room := max(1, part%(len(text)+1)), len(p.was)+max(0, room%100)
			c := &chunks{late: part%2 == 0}
			for chunk := range slices.Chunk(text, part) {
				c.parts = append(c.parts, chunk)
			}
			var got bytes.Buffer
			_, err := io.CopyBuffer(struct{ io.Writer }{&got}, replaced(c, p), make([]byte, room))
			if want := bytes.ReplaceAll(text, p.was, p.is); err != nil || !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%q became %q, %v, want %q", text, got.Bytes(), err, want)
			}
		}
	})
}
