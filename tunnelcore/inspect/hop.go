package inspect

// hopper follows a long body in chunks from one chunk to the next, so that the
// tap need not copy it. It reads nothing but the lines between chunks, decides
// nothing, and gives up at whatever is not the line of another long chunk.
type hopper struct {
	on   bool
	line [32]byte // what there is of the lines: a size has 16 digits at most
	have int
}

// next takes the first n bytes of p, which are of the lines. size is that of
// the chunk behind them, once they are complete.
func (h *hopper) next(p []byte) (n int, size int64) {
	for n < len(p) && h.have < len(h.line) {
		h.line[h.have] = p[n]
		h.have++
		n++
		if p[n-1] == '\n' && h.have > len("\r\n") {
			return n, h.size()
		}
	}
	h.on = h.have < len(h.line)
	return n, 0
}

// size reads complete lines.
func (h *hopper) size() int64 {
	line := h.line[:h.have]
	h.have = 0
	end := emptyLine(line)
	size, ok := chunkSize(line[end:])
	h.on = end > 0 && ok && size >= fewSkipped
	if !h.on {
		return 0
	}
	return size
}
