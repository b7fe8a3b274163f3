package inspect

import "time"

// The objects of HTTP Archive 1.2. Fields without omitempty are required.

type harLog struct {
	Version string     `json:"version"`
	Creator harCreator `json:"creator"`
	Entries []harEntry `json:"entries"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Comment string `json:"comment,omitempty"`
}

type harEntry struct {
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"` // milliseconds, as all times here
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Comment  string      `json:"comment,omitempty"`

	ResourceType string     `json:"_resourceType,omitempty"`
	Frames       []harFrame `json:"_webSocketMessages,omitempty"`
}

type harRequest struct {
	Method   string      `json:"method"`
	URL      string      `json:"url"`
	Proto    string      `json:"httpVersion"`
	Cookies  []harCookie `json:"cookies"`
	Headers  []harPair   `json:"headers"`
	Query    []harPair   `json:"queryString"`
	Post     *harPost    `json:"postData,omitempty"`
	HeadSize int64       `json:"headersSize"`
	BodySize int64       `json:"bodySize"`
}

type harResponse struct {
	Status   int         `json:"status"`
	Reason   string      `json:"statusText"`
	Proto    string      `json:"httpVersion"`
	Cookies  []harCookie `json:"cookies"`
	Headers  []harPair   `json:"headers"`
	Content  harContent  `json:"content"`
	Redirect string      `json:"redirectURL"`
	HeadSize int64       `json:"headersSize"`
	BodySize int64       `json:"bodySize"`
}

type harPost struct {
	Type     string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"_encoding,omitempty"` // the standard has none here
	Comment  string `json:"comment,omitempty"`
}

type harContent struct {
	Size     int64  `json:"size"`
	Type     string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harCookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Path     string `json:"path,omitempty"`
	Domain   string `json:"domain,omitempty"`
	Expires  string `json:"expires,omitempty"`
	HTTPOnly bool   `json:"httpOnly,omitempty"`
	Secure   bool   `json:"secure,omitempty"`
}

// harTimings are -1 where nothing is known.
type harTimings struct {
	Blocked float64 `json:"blocked"`
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"`
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
	TLS     float64 `json:"ssl"`
}

type harFrame struct {
	Type   string  `json:"type"` // "send" or "receive"
	Time   float64 `json:"time"` // seconds since 1970
	Opcode int     `json:"opcode"`
	Data   string  `json:"data"`
}

func harFrameOf(f Frame) harFrame {
	direction := "receive"
	if f.Up {
		direction = "send"
	}
	at := float64(f.At.UnixNano()) / float64(time.Second)
	return harFrame{Type: direction, Time: at, Opcode: f.Opcode, Data: f.Text}
}
