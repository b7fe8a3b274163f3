// Package access decides who may use the server.
//
//	gate := access.New(access.Config{Store: s, Open: isPrivate})
//	who, err := gate.Admit(ctx, hello.Token, from)
//	granted, err := gate.Redeem(ctx, redeem, from)
//
// A token lets a device into an account, until it expires or is taken out of the
// store. An invite is exchanged for one, once. Who fails too often is not
// looked at for a while. A server without accounts that only its own computer
// can reach is open to all.
//
// It ends no sessions: whoever takes a token out of the store tells the hub. It
// makes no accounts and no invites, and decides nothing about names.
package access
