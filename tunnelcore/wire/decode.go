package wire

import (
	"encoding/json"
	"fmt"
)

func decode(kind byte, payload []byte) (Message, error) {
	switch kind {
	case kindHello:
		return decodeAs[Hello](payload)
	case kindWelcome:
		return decodeAs[Welcome](payload)
	case kindBind:
		return decodeAs[Bind](payload)
	case kindBound:
		return decodeAs[Bound](payload)
	case kindRefused:
		return decodeAs[Refused](payload)
	case kindUnbind:
		return decodeAs[Unbind](payload)
	case kindUnbound:
		return decodeAs[Unbound](payload)
	case kindDial:
		return decodeAs[Dial](payload)
	case kindUndialed:
		return decodeAs[Undialed](payload)
	case kindAttach:
		return decodeAs[Attach](payload)
	case kindOpen:
		return decodeAs[Open](payload)
	case kindPing:
		return decodeAs[Ping](payload)
	case kindPong:
		return decodeAs[Pong](payload)
	case kindDrain:
		return decodeAs[Drain](payload)
	case kindBye:
		return decodeAs[Bye](payload)
	case kindError:
		return decodeAs[Error](payload)
	case kindRedeem:
		return decodeAs[Redeem](payload)
	case kindGranted:
		return decodeAs[Granted](payload)
	case kindCheck:
		return decodeAs[Check](payload)
	case kindChecked:
		return decodeAs[Checked](payload)
	}
	return Unknown{Type: kind}, nil
}

func decodeAs[T Message](payload []byte) (Message, error) {
	var m T
	if err := json.Unmarshal(payload, &m); err != nil {
		return nil, fmt.Errorf("decode %T: %w", m, err)
	}
	return m, nil
}
