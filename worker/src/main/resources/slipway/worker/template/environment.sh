# Reads the template, judges whether it fits the target, and sets what its functions expect.

# describe_machine MACHINE PREFIX: sets PREFIX_LIBC, PREFIX_WORDSIZE and PREFIX_ENDIAN
describe_machine() {
	local libc=glibc wordsize=32
	case "$1" in
		*-musl) libc=musl ;;
	esac
	case "${1%-musl}" in
		aarch64|ppc64|ppc64le|x86_64|riscv64) wordsize=64 ;;
	esac
	export "$2_LIBC=$libc" "$2_WORDSIZE=$wordsize" "$2_ENDIAN=le"
}

read_template() {
	[ -f "$SLIPWAY_TEMPLATE/template" ] || fail "there is no file 'template' in ${SLIPWAY_TEMPLATE}"
	describe_machine "$XBPS_MACHINE" XBPS
	describe_machine "$XBPS_TARGET_MACHINE" XBPS_TARGET
	if [ "$XBPS_MACHINE" != "$XBPS_TARGET_MACHINE" ]; then
		export CROSS_BUILD=$XBPS_TARGET_MACHINE
	fi

	. "$SLIPWAY_TEMPLATE/template"

	local key
	for key in pkgname version revision short_desc homepage license; do
		[ -n "${!key}" ] || fail "the template sets no '$key'"
	done
	[[ $version != *[-_]* && $version == *[0-9]* ]] \
		|| fail "version '$version' needs a digit, and may not have '-' or '_'"
	[[ $revision =~ ^[0-9]+$ ]] || fail "revision '$revision' is no number"
	[ "$pkgname" = "${SLIPWAY_TEMPLATE##*/}" ] \
		|| fail "pkgname '$pkgname' differs from its directory '${SLIPWAY_TEMPLATE##*/}'"
	[ -z "$build_style" ] || [ "$build_style" = meta ] \
		|| fail "build_style '$build_style' needs the xbps-src driver"
	sourcepkg=$pkgname
	pkgver=${pkgname}-${version}_${revision}
	[ -n "$subpackages" ] || find_subpackages
}

# Every function NAME_package stands for a subpackage.
find_subpackages() {
	local name
	while read -r _ _ name; do
		[[ $name != *_package ]] || subpackages+="${subpackages:+ }${name%_package}"
	done < <(declare -F)
}

# Exit 2, as xbps-src does, when the package is not for this target.
check_target() {
	phase_exit=2
	[ -z "$broken" ] || fail "cannot be built, it is broken: $broken"
	[ -z "$CROSS_BUILD" ] || [ -z "$nocross" ] || fail "cannot be cross compiled: $nocross"
	[ -z "$restricted" ] || fail "may not be redistributed (restricted)"
	archs_allow || fail "cannot be built for ${XBPS_TARGET_MACHINE} (archs: $archs)"
	phase_exit=10
}

# The first pattern that matches decides; if none does, the last one's '~' means yes.
archs_allow() {
	[ -n "$archs" ] || return 0
	local pattern patterns
	read -ra patterns <<< "$archs"
	for pattern in "${patterns[@]}"; do
		case "$XBPS_TARGET_MACHINE" in
			${pattern#\~}) [[ $pattern != \~* ]]; return ;;
		esac
	done
	[[ $pattern == \~* ]]
}

# Directories and variables that phase functions expect.
prepare_work() {
	XBPS_BUILDDIR=$SLIPWAY_WORK/build
	wrksrc=$XBPS_BUILDDIR/${wrksrc:-${pkgname}-${version}}
	DESTDIR=$SLIPWAY_WORK/destdir/$pkgname
	PKGDESTDIR=$DESTDIR
	FILESDIR=$SLIPWAY_TEMPLATE/files
	PATCHESDIR=$SLIPWAY_TEMPLATE/patches
	mkdir -p "$XBPS_BUILDDIR" "$DESTDIR" "$SLIPWAY_WORK/props" "$SLIPWAY_WORK/tmp"

	export TMPDIR=$SLIPWAY_WORK/tmp HOME=$SLIPWAY_WORK/tmp
	export XBPS_CROSS_BASE=$SLIPWAY_SYSROOT
	export PATH=$SLIPWAY_HOSTROOT/usr/bin:$PATH
	export LD_LIBRARY_PATH=$SLIPWAY_HOSTROOT/usr/lib
	local map="-ffile-prefix-map=${XBPS_BUILDDIR}=. -ffile-prefix-map=${SLIPWAY_SYSROOT}="
	export CPPFLAGS="-I${SLIPWAY_SYSROOT}/usr/include $CPPFLAGS"
	export CFLAGS="-O2 -pipe $map -I${SLIPWAY_SYSROOT}/usr/include $CFLAGS"
	export CXXFLAGS="-O2 -pipe $map -I${SLIPWAY_SYSROOT}/usr/include $CXXFLAGS"
	export LDFLAGS="-L${SLIPWAY_SYSROOT}/usr/lib -Wl,-rpath-link,${SLIPWAY_SYSROOT}/usr/lib -Wl,--as-needed $LDFLAGS"
	export CC CXX AR RANLIB STRIP
	makejobs="-j${XBPS_MAKEJOBS:-1}"
}
