# The phases, each with its pre_, do_ and post_ function where the template has one.

is_function() {
	declare -F "$1" > /dev/null
}

# run_phase NAME EXIT_CODE
run_phase() {
	phase=$1 phase_exit=$2
	local prefix
	for prefix in pre do post; do
		function_running=${prefix}_${phase}
		if is_function "$function_running"; then
			announce "running ${function_running} ..."
			enter_directory
			"$function_running"
		elif is_function "default_${function_running}"; then
			enter_directory
			"default_${function_running}"
		fi
	done
	function_running=
}

# Where functions run: in the sources, once they are there.
enter_directory() {
	if [ -d "$wrksrc/$build_wrksrc" ]; then
		cd "$wrksrc/$build_wrksrc"
	else
		cd "$XBPS_BUILDDIR"
	fi
}

run_check() {
	if [ "$SLIPWAY_CHECK" = no ] || [ -n "$CROSS_BUILD" ] || [ "$make_check" = no ]; then
		announce "skipping check ..."
		return
	fi
	# The programs just built find their libraries where the target's are unpacked.
	local for_tools=$LD_LIBRARY_PATH
	export LD_LIBRARY_PATH=$SLIPWAY_SYSROOT/usr/lib
	run_phase check 16
	export LD_LIBRARY_PATH=$for_tools
}

default_do_fetch() {
	local url file sum index=0 sums
	read -ra sums <<< "${checksum//$'\n'/ }"
	for url in $distfiles; do
		file=${url##*/}
		sum=${sums[index++]-}
		[[ $sum =~ ^[0-9a-f]{64}$ ]] || fail "distfile '$file' has no SHA-256 in 'checksum'"
		fetch_distfile "${url%>*}" "${file#*>}" "$sum"
	done
}

# fetch_distfile URL FILE SHA256
fetch_distfile() {
	local kept=$SLIPWAY_SOURCES/${pkgname}-${version}/$2
	if [ ! -f "$kept" ] || [ "$(sha256sum < "$kept")" != "$3  -" ]; then
		announce "fetching distfile '$2' from '$1'..."
		mkdir -p "${kept%/*}"
		curl -fsSL --retry 2 --connect-timeout 30 -o "$kept.part.$$" "$1" || fail "failed to fetch '$2' from $1"
		[ "$(sha256sum < "$kept.part.$$")" = "$3  -" ] || {
			rm -f "$kept.part.$$"
			fail "SHA256 mismatch for '$2' from $1"
		}
		mv "$kept.part.$$" "$kept"
	fi
	# The oldest are reclaimed first.
	touch "$kept"
	announce "verifying checksum for distfile '$2'... OK."
}

default_do_extract() {
	local url file kept=$SLIPWAY_SOURCES/${pkgname}-${version}
	mkdir -p "$wrksrc"
	for url in $distfiles; do
		file=${url##*/}
		file=${file#*>}
		case "$file" in
			*.tar|*.tar.*|*.tgz|*.txz|*.tbz)
				tar -xf "$kept/$file" -C "$wrksrc" --strip-components=1 --no-same-owner ;;
			*)
				cp "$kept/$file" "$wrksrc/$file" ;;
		esac
	done
}

default_do_patch() {
	local file
	for file in "$PATCHESDIR"/*.patch "$PATCHESDIR"/*.diff; do
		[ -f "$file" ] || continue
		announce "patching: ${file##*/}."
		patch -sNp1 ${patch_args-} -i "$file"
	done
}

default_do_install() {
	[ "$metapackage" = yes ] || fail "the template has no do_install()"
}

# Subpackages take their files from the main package's; each in a shell of its own.
package_all() {
	local subpackage
	phase=package phase_exit=18
	for subpackage in $subpackages; do
		is_function "${subpackage}_package" || fail "there is no function ${subpackage}_package()"
		(package_subpackage "$subpackage") || exit
	done
	write_down "$sourcepkg"
}

package_subpackage() {
	unset depends conf_files provides conflicts replaces reverts alternatives shlib_provides \
		shlib_requires noshlibprovides skiprdeps preserve metapackage pkg_install tags changelog
	pkgname=$1
	PKGDESTDIR=$SLIPWAY_WORK/destdir/$1
	mkdir -p "$PKGDESTDIR"
	function_running=$1_package
	"$function_running"
	if is_function pkg_install; then
		announce "running pkg_install for $1 ..."
		function_running=pkg_install
		enter_directory
		pkg_install
	fi
	write_down "$1"
}

# write_down NAME: strips the files, and writes down its properties.
write_down() {
	local name=$1 extra
	function_running=write_down
	strip_files "$PKGDESTDIR"
	# Scripts and messages lie at the top of a package's files.
	for extra in INSTALL REMOVE INSTALL.msg REMOVE.msg; do
		if [ "$name" = "$sourcepkg" ] && [ -f "$SLIPWAY_TEMPLATE/$extra" ]; then
			cp "$SLIPWAY_TEMPLATE/$extra" "$PKGDESTDIR/$extra"
		elif [ -f "$SLIPWAY_TEMPLATE/$name.$extra" ]; then
			cp "$SLIPWAY_TEMPLATE/$name.$extra" "$PKGDESTDIR/$extra"
		fi
	done
	print_props "$name" > "$SLIPWAY_WORK/props/$name"
	function_running=
}

strip_files() {
	[ -z "$nostrip" ] || return 0
	local file magic
	while IFS= read -r -d '' file; do
		LC_ALL=C IFS= read -r -N 4 magic < "$file" 2> /dev/null || continue
		[ "$magic" = $'\x7fELF' ] || continue
		case "$file" in
			*.so|*.so.*) "$STRIP" --strip-unneeded "$file" ;;
			*.o) "$STRIP" --strip-debug "$file" ;;
			*) "$STRIP" "$file" ;;
		esac
	done < <(find "$1" -type f -size +3c -print0)
}

# print_props NAME: "key: value" lines; blanks, tabs and newlines in a value become one blank.
print_props() {
	local key value
	printf 'pkgname: %s\nversion: %s_%s\nsourcepkg: %s\n' "$1" "$version" "$revision" "$sourcepkg"
	for key in short_desc homepage license maintainer changelog tags subpackages \
		hostmakedepends makedepends checkdepends depends provides conflicts replaces reverts \
		conf_files alternatives shlib_provides shlib_requires noshlibprovides skiprdeps \
		metapackage preserve distfiles repository; do
		[ -n "${!key}" ] || continue
		read -ra value <<< "${!key//$'\n'/ }"
		printf '%s: %s\n' "$key" "${value[*]}"
	done
}
