package inspect

import "slices"

// detail is the only way out for what was recorded, but for a replay: what is
// hidden is hidden here.
func (e *entry) detail(reveal bool) Detail {
	d := Detail{
		Summary:    e.summary(),
		Request:    e.request.shown(reveal),
		Response:   e.response.shown(reveal),
		FrameCount: e.frameCount,
		Revealed:   reveal,
	}
	if reveal {
		d.Path = e.request.target
	}
	if !e.sent.IsZero() && e.asked {
		d.Sent = e.sent.Sub(e.began)
	}
	if !e.first.IsZero() {
		d.FirstByte = e.first.Sub(e.began)
	}
	for _, i := range e.interim {
		d.Interim = append(d.Interim, Interim{Status: i.Status, Header: shownFields(i.Header, reveal)})
	}
	for _, f := range e.frames {
		if !reveal {
			f.Text = string(hideFields([]byte(f.Text)))
		}
		d.Frames = append(d.Frames, f)
	}
	return d
}

func (m *message) shown(reveal bool) Message {
	return Message{
		Proto: m.proto, Reason: m.reason, HeadSize: m.headSize,
		Header:  shownFields(m.header, reveal),
		Trailer: shownFields(m.trailer, reveal),
		Body:    m.body.shown(m.header, reveal),
	}
}

func (b *body) shown(header []Field, reveal bool) Body {
	shown := Body{Size: b.size, Truncated: b.cut && !b.dropped, Dropped: b.dropped}
	data, left, cut := decode(b.data, header)
	shown.Encoding = left
	shown.Truncated = shown.Truncated || cut
	switch {
	case reveal: // clipped, so that who appends does not write to what is kept
		shown.Raw = slices.Clip(b.data)
		shown.Data = slices.Clip(data)
	case left == "":
		shown.Data = slices.Clip(hideBody(data, get(header, "Content-Type")))
	}
	return shown
}
