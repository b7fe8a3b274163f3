#!/bin/sh
# Usage: build/setup/packages.sh GROUP...
# Installs what is missing of these groups of packages.txt, by apt or Homebrew.
# Asks for root only when there is something to install.
set -eu
cd "$(dirname "$0")/../.."
. build/setup/env.sh

if command -v apt-get >/dev/null; then
	manager=apt
elif [ "$(uname)" = Darwin ]; then
	manager=brew
else
	manager=none
fi

# rows GROUP...: the rows of these groups, without comments.
rows() {
	for group in "$@"; do
		awk -v group="$group" '$1 == group' build/setup/packages.txt
	done
}

# any_command A|B|C: succeeds when one of these programs is here.
any_command() {
	for name in $(printf %s "$1" | tr '|' ' '); do
		if command -v "$name" >/dev/null; then return 0; fi
	done
	return 1
}

# installed PACKAGE: succeeds when the package manager has it.
installed() {
	case $manager in
	apt) dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ;;
	brew) [ "$1" = - ] || brew list --formula -1 | grep -qx "$1" ;;
	none) [ "$1" = ca-certificates ] || [ "$1" = libc6-dev ] ;;
	esac
}

# missing ROWS: prints "package service" for what is not here yet.
missing() {
	printf '%s\n' "$1" | while read -r _ commands debian brew service; do
		if [ "$manager" = brew ]; then package=$brew; else package=$debian; fi
		if [ "$commands" != - ] && any_command "$commands"; then continue; fi
		if installed "$package"; then continue; fi
		printf '%s %s\n' "$package" "$service"
	done
}

# known A|B: prints the first of these that apt can install.
known() {
	for package in $(printf %s "$1" | tr '|' ' '); do
		if apt-cache show "$package" >/dev/null 2>&1; then
			printf '%s\n' "$package"
			return
		fi
	done
	fail "None of these packages is known here: $1"
}

# Debian starts a service as soon as its package is installed. The tests start
# their own copies on ports of their own, so nothing may start by itself.
hold_services() {
	[ ! -e /usr/sbin/policy-rc.d ] || return 0
	trap release_services EXIT
	trap 'exit 1' INT TERM
	printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
	as_root chmod +x /usr/sbin/policy-rc.d
}

release_services() {
	as_root rm -f /usr/sbin/policy-rc.d
}

# disable_services SERVICE...: keeps them from starting at the next boot.
disable_services() {
	[ -d /run/systemd/system ] || return 0
	for service in "$@"; do
		[ "$service" = - ] || as_root systemctl disable --quiet "$service"
	done
}

# logged COMMAND...: keeps its many lines in a file and shows them only when it fails.
logged() {
	"$@" >>"$CACHE/packages.log" 2>&1 || { tail -n 40 "$CACHE/packages.log" && return 1; }
}

install_apt() {
	mkdir -p "$CACHE" && : >"$CACHE/packages.log"
	logged as_root apt-get -q update || say "apt-get update had problems; trying with the lists that are here."
	packages=$(printf '%s\n' "$1" | while read -r package _; do known "$package"; done)
	hold_services
	# shellcheck disable=SC2086 # one word a package
	logged as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
		-o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install $packages ||
		fail "The packages could not be installed. All of apt's lines are in $CACHE/packages.log."
	# shellcheck disable=SC2046 # one word a service
	disable_services $(printf '%s\n' "$1" | awk '{print $2}' | sort -u)
}

install_brew() {
	command -v brew >/dev/null || fail "Homebrew is needed to install: $names. See its web page, brew.sh, then run this again."
	# shellcheck disable=SC2046 # one word a formula
	brew install $(printf '%s\n' "$1" | awk '{print $1}' | sort -u)
}

list=$(missing "$(rows "$@")")
[ -n "$list" ] || exit 0
names=$(printf '%s\n' "$list" | awk '{print $1}' | sort -u | tr '\n' ' ')

say "Installing: $names"
case $manager in
apt) install_apt "$list" ;;
brew) install_brew "$list" ;;
none) fail "This computer has neither apt nor Homebrew. Install these by hand (Debian's names): $names" ;;
esac
