package main

import "gotunnel/tunnelcore/gateway"

// hint says what an app does that visitors can't mend.
func hint(e hintEvent) string {
	switch gateway.HintKind(e.Hint) {
	case gateway.HintRedirect:
		return "your app sent a visitor to " + e.Origin + ", which is only on your computer. Share that too."
	case gateway.HintSignIn:
		return "after signing in elsewhere, visitors are sent to " + e.Origin + ", which is only on your computer. " +
			"Tell the app its public address, or try --profile public."
	case gateway.HintTLS:
		return "your app does not speak https as it should. If it speaks http, leave out the https."
	}
	return e.Hint
}
