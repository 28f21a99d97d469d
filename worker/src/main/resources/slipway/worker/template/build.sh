#!/usr/bin/env bash
# Builds one package from its template, directly on this host, without root and without a chroot.
#
#   build.sh show     prints what the template says, one "key: value" a line
#   build.sh build    runs the phases and leaves each binary package's files and properties
#   build.sh offline  the phases behind fetch, as `build` calls it when SLIPWAY_OFFLINE is set
#
# It understands simple templates of Void's xbps-src: functions for phases, no build styles.
# The environment tells it everything; nothing is looked for:
#
#   SLIPWAY_TEMPLATE   directory with `template`, and perhaps `files` and `patches`
#   SLIPWAY_WORK       the attempt's directory: `build`, `destdir`, `props`, `tmp` are made there
#   SLIPWAY_SYSROOT    where dependencies of the target are unpacked
#   SLIPWAY_HOSTROOT   where tools that run while building are unpacked
#   SLIPWAY_SOURCES    cache of fetched sources, NAME-VERSION/FILE as in a hostdir
#   SLIPWAY_CHECK      `no` leaves out the check phase
#   SLIPWAY_OFFLINE    command (words between blanks) that runs another without a network; empty: none does
#   SOURCE_DATE_EPOCH  seconds, for programs that note when they were built
#   XBPS_MACHINE  XBPS_TARGET_MACHINE  XBPS_MAKEJOBS  CC  CXX  AR  RANLIB  STRIP
#
# Left for each binary package NAME: `props/NAME` (lines "key: value") and its files in `destdir/NAME`, with
# `INSTALL`, `REMOVE`, `INSTALL.msg` and `REMOVE.msg` at their top where the template has them.
#
# Exit codes say which phase failed:
#   2 not for this target   10 template   11 fetch   12 extract   13 patch   14 configure
#   15 build   16 check   17 install   18 package

set -eE
here=${BASH_SOURCE[0]%/*}
phase=template phase_exit=10 function_running=

. "$here/messages.sh"
. "$here/environment.sh"
. "$here/install.sh"
. "$here/phases.sh"

trap 'on_error "$?" "$BASH_COMMAND" "${BASH_SOURCE[0]:-}" "${BASH_LINENO[0]:-}" "$LINENO"' ERR

run_later_phases() {
	run_phase extract 12
	run_phase patch 13
	run_phase configure 14
	run_phase build 15
	run_check
	run_phase install 17
	package_all
	announce "built: $pkgname $subpackages"
}

case "${1-}" in
	show)
		read_template
		print_props "$pkgname"
		;;
	build)
		read_template
		check_target
		announce "building for ${XBPS_TARGET_MACHINE}..."
		prepare_work
		run_phase fetch 11
		if [ -n "${SLIPWAY_OFFLINE-}" ]; then
			announce "fetched; what follows has no network"
			# shellcheck disable=SC2086  # words of their own
			exec $SLIPWAY_OFFLINE bash "$here/build.sh" offline
		fi
		run_later_phases
		;;
	offline)
		# Tests that talk to themselves may.
		ip link set lo up 2> /dev/null || true
		read_template
		check_target
		prepare_work
		run_later_phases
		;;
	*)
		echo "usage: build.sh show|build|offline" >&2
		exit 64
		;;
esac
