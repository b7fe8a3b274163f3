// Package password lets only those visitors to an app who know a share's password:
//
//	hash, err := password.New(password.Generate())
//	guard, err := password.NewGuard(password.Config{Share: "shop", Origin: url, Hash: hash})
//	http.Serve(tunnel, guard.Wrap(gateway))
//
// A visitor with a browser gets a page of ours, types the password once, and
// comes back to the address asked for, with a cookie for 7 days. Programs such as
// curl send the password by Basic authentication, with any user name, each time.
// Everything else, upgrades to WebSocket included, is refused with 401. Neither
// the cookie nor the password reaches the app.
//
// # The form's address
//
// The form is sent to /.gotunnel/password, which no app sees, and not to the
// address asked for: there a form sent from a second tab, when the first has
// signed in already, would take the password to the app. Paths below /.gotunnel/
// are Gotunnel's on every share. No path is open without the password, so tricks
// with paths lead nowhere.
//
// A page elsewhere that sends the form could only sign its visitor in, which
// takes the password and tells no one who the visitor is. It could use up the
// visitor's tries, so a form from another origin is refused.
//
// # What a cookie proves
//
// That its holder knew this password of this share, until the time in it. It is
// signed with a key made of the password's hash and its random salt. So a new
// password signs everyone out, the cookie of another share is worthless, also
// with the same password, and a restart of the program signs nobody out. Who
// reads the stored hash can make cookies: keep it where the token is kept.
//
// # What guessing costs
//
// A password from [Generate] is one of 2^30. A visitor's address has 10 wrong
// tries a minute and all addresses together have 300. One address that goes on
// for a week has a chance of 1 in 10,000, any number of them 1 in 350.
// At most two passwords are hashed at the same time in the whole program, which
// takes 38 MiB and two processors, whatever visitors do.
//
// This package does not know who a visitor is, does not let one sign out, and
// does not sign in a page that stands in a frame of another site: browsers keep
// our cookie from it. It does not keep the password, which the owner keeps where
// it can be shown again. An answer of 101 may set a cookie of our name, which
// signs nobody in.
package password
