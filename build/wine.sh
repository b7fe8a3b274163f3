#!/bin/sh
# Runs the unit tests of Windows' code, then shares a folder with the Windows program,
# all under Wine on Linux.
# Usage: build/wine.sh [package...], by default all that the Windows program has.
# Wine has no WebView2 and no toasts, does not tell whose a socket is, and takes no
# reset as one: what only fails for that is left out below.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
[ "$(uname -s)" = Linux ] || fail 'This is for Linux. On Windows, run: go test ./app/... ./tunnelcore/...'
sh build/setup/packages.sh base wine
sh build/setup/go.sh

work=$CACHE/wine
mkdir -p "$work"
export WINEPREFIX="$work/prefix" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
unset DISPLAY

# What of Wine 8 stands in the way of Go programs is mended here, not in ours.
# - It lacks the library that Go takes random numbers from.
# - It says "not implemented" where Go knows other words for that, when a file is removed.
# - It lets the first caller of a pipe in before anybody accepts.
mend() {
	say 'Making a Windows of Wine'
	wineboot --init 2>/dev/null
	cat >"$work/random.c" <<-'C'
		#include <windows.h>
		BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
		__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T n) { return SystemFunction036(to, (ULONG)n); }
	C
	x86_64-w64-mingw32-gcc -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$work/random.c" -ladvapi32

	at=$(go env GOROOT)/src/internal/syscall/windows/at_windows.go
	sed 's/^\tcase STATUS_INVALID_INFO_CLASS,/\tcase NTStatus(0xC0000002), STATUS_INVALID_INFO_CLASS,/' "$at" >"$work/at_windows.go"
	printf '{"Replace": {"%s": "%s"}}\n' "$at" "$work/at_windows.go" >"$work/overlay.json"

	rm -rf "$work/winio"
	go mod download
	cp -r "$(go list -m -f '{{.Dir}}' github.com/Microsoft/go-winio)" "$work/winio"
	chmod -R u+w "$work/winio"
	sed -i 's/^\tl := &win32PipeListener{/\tif conn, err := DialPipeContext(context.Background(), path); err == nil {\n\t\t_ = conn.Close()\n\t}\n&/' "$work/winio/pipe.go"
	cp go.mod "$work/go.mod"
	cp go.sum "$work/go.sum"
	go mod edit -replace "github.com/Microsoft/go-winio=$work/winio" "$work/go.mod"
}
mend

# for_windows COMMAND ARG...: the go command, for Windows as Wine has it.
for_windows() {
	command=$1
	shift
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 go "$command" -modfile "$work/go.mod" -overlay "$work/overlay.json" "$@"
}

# No link is made though Wine says so; whose a socket is; resets; folders that are
# watched can't be moved; 20,000 files take minutes.
cant='^(TestALinkToTheSettingsStaysOne|TestHostileFolders|TestGo|TestAskOne|TestApps|TestShutdownBreaksOff|TestJoinPassesAResetOn|TestChanges|TestMovedAway|TestManyTitles)$'

failed=''
[ $# -gt 0 ] || set -- ./app/... ./tunnelcore/...
for package in $(go list "$@"); do
	folder=.${package#gotunnel}
	for_windows test -c -o "$work/test.exe" "$package" >/dev/null
	[ -e "$work/test.exe" ] || continue # it has no tests
	say "$folder"
	(cd "$folder" && wine "$work/test.exe" -test.timeout 10m -test.skip "$cant") || failed="$failed $folder"
	rm "$work/test.exe"
done

say 'Sharing a folder'
go build -o "$work/gotunneld" ./server/cmd/gotunneld
for_windows build -o "$work/gotunnel.exe" ./app/cmd/gotunnel
"$work/gotunneld" serve --listen 127.0.0.1:0 --domain localhost --data "$work/data" >"$work/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wine "$work/gotunnel.exe" quit >/dev/null 2>&1 || true' EXIT

# await COMMAND...: until it succeeds, for a minute at most.
await() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 60 ] || fail "It did not come to that: $*"
		sleep 1
	done
}
await grep -q 'pin=' "$work/server.log"
address=$(sed -n 's/.* addr=\([0-9.:]*\).*/\1/p' "$work/server.log" | head -n 1)
pin=$(sed -n 's/.* pin=\([^ ]*\).*/\1/p' "$work/server.log" | head -n 1)
wine "$work/gotunnel.exe" share build/sample/site --name wine --detach --server "$address" --pin "$pin"
shown() { curl -fsS -H "Host: wine.localhost:${address#*:}" "http://$address/" 2>/dev/null | grep -qi '<html'; }
await shown
wine "$work/gotunnel.exe" status
wine "$work/gotunnel.exe" stop
[ -z "$failed" ] || fail "Tests failed in:$failed"
say 'All of it works under Wine.'
