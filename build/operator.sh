#!/bin/sh
# Usage: build/operator.sh FOLDER [PORT]
# The first day of somebody who runs a server, and of the person they invite, with the
# programs in FOLDER: init, start, invite, sign in, share, open, revoke, gone. Prints
# each step, and leaves nothing behind. Needs curl.
set -eu
programs=$1
port=${2:-18443}
folder=$(mktemp -d)
server=''
sharer=''

finish() {
	status=$?
	for pid in $sharer $server; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	[ "$status" -eq 0 ] || tail -n 20 "$folder"/*.log
	rm -rf "$folder"
	exit "$status"
}
trap finish EXIT
trap 'exit 1' INT TERM

say() {
	printf '==> %s\n' "$*"
}

# operator COMMAND...: as the one who runs the server.
operator() {
	"$programs/gotunneld" "$@" --config "$folder/gotunneld.toml"
}

# person COMMAND...: as the one who was invited, on a computer of their own.
person() {
	(at_home && exec "$programs/gotunnel" "$@")
}

at_home() {
	export HOME="$folder/home" XDG_CONFIG_HOME="$folder/home/config" XDG_STATE_HOME="$folder/home/state" \
		XDG_RUNTIME_DIR="$folder/home"
}

# open: prints the status that a visitor gets, 000 for none within a second.
open() {
	curl -s -m 1 -o "$folder/page" -w '%{http_code}' --resolve "shop.share.localhost:$port:127.0.0.1" \
		"http://shop.share.localhost:$port/"
}

# within TENTHS COMMAND...: tries the command every tenth of a second until it succeeds.
within() {
	left=$1
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}

answers() {
	curl -s -o /dev/null "http://127.0.0.1:$port/"
}

shows() {
	[ "$(open)" = "$1" ]
}

gone() {
	[ "$(open)" != 200 ]
}

mkdir -p "$folder/home" "$folder/site"
printf '<h1>Hello from the shop</h1>\n' >"$folder/site/index.html"

say 'init'
operator init --yes --domain share.localhost --listen "127.0.0.1:$port" --data "$folder/data" >"$folder/init.log"

say 'invite, before the server runs: the account is there from the start'
invite=$(operator invite designer | grep -o 'gotunnel://.*')

say 'start'
(exec "$programs/gotunneld" serve --config "$folder/gotunneld.toml") >"$folder/server.log" 2>&1 &
server=$!
within 100 answers

say 'share without an invite: refused'
if person share "$folder/site" --server "127.0.0.1:$port" >"$folder/refused.log" 2>&1; then
	exit 1
fi

say 'sign in'
person login "$invite" --save-in-file --device studio-mac

say 'share'
(at_home && exec "$programs/gotunnel" share "$folder/site" --name shop) >"$folder/share.log" 2>&1 &
sharer=$!

say 'open'
within 100 shows 200
grep -q 'Hello from the shop' "$folder/page"

say 'revoke'
operator token revoke "$(operator token list | awk '$3 == "studio-mac" { print $1 }')"

say 'gone within a second'
within 10 gone
if wait "$sharer"; then # it said why, and ended
	exit 1
fi
sharer=''
grep -q 'Paste a new invite' "$folder/share.log"

say 'the path works'
