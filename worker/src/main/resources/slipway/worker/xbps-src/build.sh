#!/usr/bin/env bash
# build.sh: brings a masterdir up to date and builds one package in it with xbps-src.
#
#   SLIPWAY_CHECKOUT   the void-packages checkout, at the commit to build
#   SLIPWAY_MASTERDIR  build root of this slot and host architecture
#   SLIPWAY_HOSTDIR    caches and results
#   SLIPWAY_HOST       host architecture
#   SLIPWAY_TARGET     target architecture
#   SLIPWAY_REPO       name below HOSTDIR/binpkgs for the results of this attempt alone
#   SLIPWAY_PACKAGE    the source package
#   SLIPWAY_JOBS       make jobs
#   SLIPWAY_CHECK      `yes` runs the check phase
#   SLIPWAY_OPTIONS    further options of xbps-src, such as -t
#
# Exit codes are those of xbps-src's `pkg`, and 90 if the masterdir cannot be made ready.

set -u
cd "$SLIPWAY_CHECKOUT" || exit 90
roots=(-A "$SLIPWAY_HOST" -m "$SLIPWAY_MASTERDIR" -H "$SLIPWAY_HOSTDIR")

say() {
	printf '=> slipway: %s\n' "$*"
}

make_ready() {
	if [ -e "$SLIPWAY_MASTERDIR/.xbps_chroot_init" ]; then
		./xbps-src "${roots[@]}" -L clean && ./xbps-src "${roots[@]}" -L bootstrap-update
	else
		mkdir -p "$SLIPWAY_MASTERDIR" && ./xbps-src "${roots[@]}" -L binary-bootstrap
	fi
}

if ! make_ready; then
	# A broken masterdir does not mend itself; a fresh one costs minutes.
	say "masterdir is broken, making it anew"
	./xbps-src "${roots[@]}" -L zap
	make_ready || exit 90
fi

options=(-L -1 -j "$SLIPWAY_JOBS" -r "$SLIPWAY_REPO")
[ "$SLIPWAY_TARGET" = "$SLIPWAY_HOST" ] || options+=(-a "$SLIPWAY_TARGET")
[ "$SLIPWAY_CHECK" != yes ] || options+=(-Q)
# shellcheck disable=SC2206  # words of their own
options+=($SLIPWAY_OPTIONS)
say "./xbps-src ${roots[*]} ${options[*]} pkg $SLIPWAY_PACKAGE"
exec ./xbps-src "${roots[@]}" "${options[@]}" pkg "$SLIPWAY_PACKAGE"
