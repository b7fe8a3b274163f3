#!/bin/sh
# Builds everything, starts a server on this computer, shares a sample page through it
# and opens the window, until Ctrl-C. Where there is no display it does the same without
# a window. With RUN_ONCE=1 it opens the link once, by itself, and exits.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/compile.sh
go build -o "$CACHE/bin/run" ./build/run

window=''
if [ "$(uname)" != Linux ]; then
	say 'The window is built by this for Linux only, so this shares from the command line.'
elif [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
	say 'There is no display here, so this shares from the command line, without a window.'
elif [ "${RUN_ONCE-}" != 1 ]; then
	sh build/desktop.sh
	window=-window
fi

# A program of its own and not "go run", which does not pass TERM on.
# shellcheck disable=SC2086 # no word is better than an empty one
exec "$CACHE/bin/run" -bin build/bin $window
