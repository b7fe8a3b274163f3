package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"gotunnel/server/operator"
	"gotunnel/server/store"
)

// CreatedToken is the answer to an order for a token.
type CreatedToken struct {
	ID    string `json:"id"`
	Token string `json:"token"` // the whole of it
}

// Ref names an account that an order is about.
type Ref struct {
	Account string `json:"account,omitempty"`
}

// Reason says why a name is blocked.
type Reason struct {
	Reason string `json:"reason,omitempty"`
}

// NewDomain is a domain to be.
type NewDomain struct {
	Host    string `json:"host"`
	Account string `json:"account"`
}

// AddedDomain is the answer to it.
type AddedDomain struct {
	// DNS says which record makes the domain usable.
	DNS string `json:"dns"`
}

func (a api) accountRoutes(mux *http.ServeMux) {
	mux.Handle("GET /v1/accounts", show(a, func(r *http.Request) ([]operator.Account, error) { return a.desk.Accounts(r.Context()) }))
	mux.Handle("POST /v1/accounts", a.do(with(a.desk.AddAccount)))
	mux.Handle("PATCH /v1/accounts/{name}", a.do(a.setAccount))
	mux.Handle("DELETE /v1/accounts/{name}", a.do(func(r *http.Request) error {
		return a.desk.RemoveAccount(r.Context(), r.PathValue("name"))
	}))
	mux.Handle("GET /v1/tokens", show(a, func(r *http.Request) ([]operator.Token, error) {
		return a.desk.Tokens(r.Context(), r.URL.Query().Get("account"))
	}))
	mux.Handle("POST /v1/tokens", show(a, a.createToken))
	mux.Handle("DELETE /v1/tokens/{id}", a.do(func(r *http.Request) error {
		return a.desk.RevokeToken(r.Context(), r.PathValue("id"))
	}))
	mux.Handle("POST /v1/invites", show(a, func(r *http.Request) (invite operator.Invite, err error) {
		err = with(func(ctx context.Context, in Ref) error {
			invite, err = a.desk.Invite(ctx, in.Account)
			return err
		})(r)
		return invite, err
	}))
}

// setAccount leaves what the body does not speak of as it is.
func (a api) setAccount(r *http.Request) error {
	var body json.RawMessage
	if err := read(r, &body); err != nil {
		return err
	}
	return a.desk.SetAccount(r.Context(), r.PathValue("name"), func(s *operator.Settings) error { return decode(bytes.NewReader(body), s) })
}

func (a api) createToken(r *http.Request) (created CreatedToken, err error) {
	err = with(func(ctx context.Context, in operator.NewToken) error {
		token, err := a.desk.CreateToken(ctx, in)
		created = CreatedToken{token.ID, token.Reveal()}
		return err
	})(r)
	return created, err
}

func (a api) addDomain(r *http.Request) (added AddedDomain, err error) {
	err = with(func(ctx context.Context, in NewDomain) (err error) {
		added.DNS, err = a.desk.AddDomain(ctx, in.Host, in.Account)
		return err
	})(r)
	return added, err
}

func (a api) nameRoutes(mux *http.ServeMux) {
	name := func(f func(ctx context.Context, name string) error) http.Handler {
		return a.do(func(r *http.Request) error { return f(r.Context(), r.PathValue("name")) })
	}
	mux.Handle("GET /v1/names", show(a, func(r *http.Request) ([]operator.Name, error) { return a.desk.AllNames(r.Context()) }))
	mux.Handle("PUT /v1/names/{name}/reservation", a.do(func(r *http.Request) error {
		return with(func(ctx context.Context, in Ref) error { return a.desk.Reserve(ctx, r.PathValue("name"), in.Account) })(r)
	}))
	mux.Handle("DELETE /v1/names/{name}", name(a.desk.Release))
	mux.Handle("PUT /v1/names/{name}/block", a.do(func(r *http.Request) error {
		return with(func(ctx context.Context, in Reason) error { return a.desk.Block(ctx, r.PathValue("name"), in.Reason) })(r)
	}))
	mux.Handle("DELETE /v1/names/{name}/block", name(a.desk.Unblock))
	mux.Handle("GET /v1/domains", show(a, func(r *http.Request) ([]store.Domain, error) { return a.desk.Domains(r.Context()) }))
	mux.Handle("POST /v1/domains", show(a, a.addDomain))
	mux.Handle("DELETE /v1/domains/{name}", name(a.desk.RemoveDomain))
}
