package launch_test

import (
	"testing"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

func TestParseView(t *testing.T) {
	const invite = "gotunnel://share.acme.dev/i#CODE"
	for name, tt := range map[string]struct {
		args  []string
		want  localapi.View
		fails bool
	}{
		"nothing":         {},
		"an invite":       {args: []string{invite}, want: localapi.View{Name: "home", Invite: invite}},
		"in capitals":     {args: []string{"GOTUNNEL://a/i#B"}, want: localapi.View{Name: "home", Invite: "GOTUNNEL://a/i#B"}},
		"a view":          {args: []string{"--show=qr", "--share=shop"}, want: localapi.View{Name: "qr", Share: "shop"}},
		"another link":    {args: []string{"https://share.acme.dev"}, fails: true},
		"two":             {args: []string{invite, invite}, fails: true},
		"an unknown flag": {args: []string{"--verbose"}, fails: true},
	} {
		got, err := launch.ParseView(tt.args)
		if (err != nil) != tt.fails || err == nil && got != tt.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
