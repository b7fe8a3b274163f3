package inspect

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
)

// maxDecoded is the most that a body is decompressed to, in bytes: text is
// rarely compressed to less than a quarter, and a bomb must not fill memory.
const maxDecoded = 4 << 20

// decode undoes the content encodings of a body, the last one first. It stops
// at one that it does not know, which it returns as left, with nil data. cut
// says that the end is missing.
func decode(data []byte, header []Field) (decoded []byte, left string, cut bool) {
	codings := contentCodings(header)
	for len(codings) > 0 && len(data) > 0 {
		last := codings[len(codings)-1]
		open := decoders[last]
		if open == nil {
			return nil, strings.Join(codings, ", "), cut
		}
		var short bool
		data, short = inflateAll(open, data)
		cut = cut || short
		codings = codings[:len(codings)-1]
	}
	return data, "", cut
}

func contentCodings(header []Field) []string {
	var codings []string
	for _, f := range header {
		if !strings.EqualFold(f.Name, "Content-Encoding") {
			continue
		}
		for coding := range strings.SplitSeq(f.Value, ",") {
			coding = strings.ToLower(strings.TrimSpace(coding))
			if coding != "" && coding != "identity" {
				codings = append(codings, coding)
			}
		}
	}
	return codings
}

var decoders = map[string]func(io.Reader) (io.Reader, error){
	"gzip":    func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	"x-gzip":  func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	"deflate": inflater,
}

// inflater reads deflate with the zlib header that it should have, or without.
func inflater(r io.Reader) (io.Reader, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
		return z, nil
	}
	return flate.NewReader(bytes.NewReader(data)), nil
}

// inflateAll decompresses as much as there is; short says that it was not all.
func inflateAll(open func(io.Reader) (io.Reader, error), data []byte) (out []byte, short bool) {
	r, err := open(bytes.NewReader(data))
	if err != nil {
		return nil, true
	}
	out, err = io.ReadAll(io.LimitReader(r, maxDecoded+1))
	if len(out) > maxDecoded {
		return out[:maxDecoded], true
	}
	return out, err != nil
}
