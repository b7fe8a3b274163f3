package inspect

import (
	"bytes"
	"io"
	"strings"
)

const (
	// maxPacked is the longest compressed message that is inflated, in bytes,
	// maxUnpacked what may become of it. After a longer one the window is lost.
	maxPacked   = 256 << 10
	maxUnpacked = 1 << 20
	// windowSize is how far back deflate refers, in bytes.
	windowSize = 32 << 10
	// flateEnd is what a message leaves off, and an empty last block.
	flateEnd = "\x00\x00\xff\xff\x01\x00\x00\xff\xff"
)

// packed inflates the messages of one direction of a WebSocket with
// permessage-deflate.
type packed struct {
	active    bool // the message is compressed
	forgetful bool // each message starts anew
	broken    bool // the window is lost: messages can't be inflated any more
	data      []byte
	window    []byte
}

func (k *packed) begin(compressed bool) {
	k.active, k.data = compressed, k.data[:0]
	k.broken = k.broken && !k.forgetful
}

func (k *packed) add(p []byte, mask [4]byte, offset int64) {
	if k.broken || len(k.data)+len(p) > maxPacked {
		k.broken, k.data = true, nil
		return
	}
	k.data = appendUnmasked(k.data, p, mask, offset)
}

// end inflates the message and returns the beginning of it; cut says that
// there is more, or that it could not be inflated.
func (k *packed) end(r *Recorder) (text string, cut bool) {
	if k.broken {
		return "", true
	}
	message := io.MultiReader(bytes.NewReader(k.data), strings.NewReader(flateEnd))
	out, err := r.inflate(message, k.window, maxUnpacked)
	if err != nil || len(out) >= maxUnpacked {
		k.broken, k.window = true, nil
	} else if !k.forgetful {
		k.window = append(k.window, out...)
		k.window = append(k.window[:0], k.window[max(0, len(k.window)-windowSize):]...)
	}
	if cap(k.data) > maxText {
		k.data = nil
	}
	return string(out[:min(len(out), maxText)]), err != nil || len(out) > maxText
}
