#!/bin/sh
# Usage: build/fuzz.sh [TIME]
# Runs every fuzz target of the module for TIME (default 1m), one after the other.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/setup/go.sh
time=${1:-1m}

# targets: prints "TARGET PACKAGE" for each. "go test -list" prints a package's
# targets and then "ok PACKAGE TIME".
targets() {
	listing=$(go test -list '^Fuzz' ./...) || fail "$listing"
	printf '%s\n' "$listing" | awk '
		/^Fuzz/ { names[++n] = $1 }
		$1 == "ok" { for (i = 1; i <= n; i++) print names[i], $2; n = 0 }'
}

# Up to Go 1.26 a target that is busy when its time is up can fail with only "context
# deadline exceeded" (go.dev/issue/75804). A real finding always says more.
only_out_of_time() {
	grep -q 'context deadline exceeded' "$1" && ! grep -q -e 'Failing input written' -e panic "$1"
}

# fuzz TARGET PACKAGE
fuzz() {
	log=$CACHE/fuzz-$1.log
	for attempt in first second; do
		if go test -run '^$' -fuzz "^$1\$" -fuzztime "$time" -fuzzminimizetime 5s "$2" >"$log" 2>&1; then
			printf '    %s %s: %s\n' "$2" "$1" "$(grep execs: "$log" | tail -n 1 | sed 's/.*execs: //')"
			return 0
		fi
		only_out_of_time "$log" || break
		say "$1: the $attempt run stopped late, without a finding."
	done
	cat "$log"
	return 1
}

mkdir -p "$CACHE"
list=$(targets)
[ -n "$list" ] || fail 'There is no fuzz target in this module.'

failed=''
while read -r target package; do
	fuzz "$target" "$package" </dev/null || failed="$failed $target"
done <<END
$list
END
[ -z "$failed" ] || fail "Fuzzing found something in:$failed"
