# Helpers that templates call to install files, as xbps-src's manual describes them.
# Those of do_install() fill $DESTDIR; those of pkg_install() fill $PKGDESTDIR.

# vmkdir DIRECTORY [MODE]
vmkdir() {
	install -d -m "${2:-755}" "$PKGDESTDIR/$1"
}

# vinstall FILE MODE DIRECTORY [NAME]
vinstall() {
	[ $# -ge 3 ] || fail "vinstall needs FILE MODE DIRECTORY, but was given: $*"
	[ -e "$1" ] || fail "vinstall: there is no file '$1' in $PWD"
	install -D -m "$2" "$1" "$PKGDESTDIR/$3/${4:-${1##*/}}"
}

# vcopy FILES DIRECTORY; FILES may be a pattern
vcopy() {
	[ $# -eq 2 ] || fail "vcopy needs FILES DIRECTORY, but was given: $*"
	vmkdir "$2"
	# shellcheck disable=SC2086  # the pattern is to be expanded
	cp -a $1 "$PKGDESTDIR/$2/"
}

vbin() {
	vinstall "$1" 755 usr/bin "${2-}"
}

# vman FILE [NAME]: the section is the name's suffix
vman() {
	local name=${2:-${1##*/}}
	vinstall "$1" 644 "usr/share/man/man${name##*.}" "$name"
}

vdoc() {
	vinstall "$1" 644 "usr/share/doc/${pkgname}" "${2-}"
}

vconf() {
	vinstall "$1" 644 etc "${2-}"
}

vsconf() {
	vinstall "$1" 644 "usr/share/examples/${pkgname}" "${2-}"
}

vlicense() {
	vinstall "$1" 644 "usr/share/licenses/${pkgname}" "${2-}"
}

# vmove PATTERN...: from the main package into the subpackage
vmove() {
	local pattern path moved
	[ "$PKGDESTDIR" != "$DESTDIR" ] || fail "vmove belongs into a subpackage's pkg_install()"
	for pattern in "$@"; do
		moved=
		# shellcheck disable=SC2086  # the pattern is to be expanded
		for path in "$DESTDIR"/${pattern#/}; do
			[ -e "$path" ] || [ -L "$path" ] || continue
			move_path "${path#"$DESTDIR"/}"
			moved=yes
		done
		[ -n "$moved" ] || fail "vmove: nothing in the package matches '$pattern'"
	done
}

# A directory that is already there receives the files; empty parents do not stay behind.
move_path() {
	local parent
	parent=$(dirname "$1")
	mkdir -p "$PKGDESTDIR/$parent"
	cp -a "$DESTDIR/$1" "$PKGDESTDIR/$parent/"
	rm -rf "${DESTDIR:?}/$1"
	while [ "$parent" != . ] && rmdir "$DESTDIR/$parent" 2> /dev/null; do
		parent=$(dirname "$parent")
	done
}
