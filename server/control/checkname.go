package control

import (
	"context"
	"errors"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/wire"
)

// checksPerSecond is what somebody who types can use. Who looks for names that are
// taken learns no more by it than by binding them.
const checksPerSecond = 5

// answerCheck tells the client what a bind would get.
func (s *Session) answerCheck(ctx context.Context, m wire.Check) {
	err := s.checkName(ctx, m.Name)
	answer := wire.Checked{Seq: m.Seq}
	if err != nil {
		refusal := wire.Error{Code: wire.CodeInternal, Message: "The server could not do that.", Retry: true}
		if !errors.As(err, &refusal) {
			s.hub.Logger.Error("check failed", "session", s.id, "err", err)
		}
		answer.Refusal = &refusal
	}
	s.send(answer)
}

func (s *Session) checkName(ctx context.Context, name string) error {
	name, err := wire.CanonicalBind(name)
	if err != nil {
		return wire.Error{Code: wire.CodeNameInvalid, Message: err.Error()}
	}
	if wire.IsOwnHost(name) {
		if err := s.hub.Domains.Admit(ctx, s.who.Account, name); err != nil {
			return err
		}
	}
	return s.hub.Registry.Check(ctx, registry.Claim{
		Name: name, Account: s.who.Account, Device: s.who.Device, Names: s.who.Names,
		Resume: s.resume, Instance: s.instance, Owner: s,
	})
}

// tooMany is the answer to a check that comes too soon after others.
func tooMany(m wire.Check) wire.Checked {
	return wire.Checked{Seq: m.Seq, Refusal: &wire.Error{
		Code: wire.CodeLimit, Message: "Too many names were asked for at once. Try again in a second.", Retry: true,
	}}
}
