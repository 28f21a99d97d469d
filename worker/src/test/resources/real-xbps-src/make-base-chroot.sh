#!/usr/bin/env bash
# make-base-chroot.sh DIRECTORY ARCHITECTURE: makes one package, base-chroot, of this host's own programs.
#
# The real base-chroot is a hundred packages of the distribution. Where none of them can be had, one package with the host's shell,
# compiler and xbps tools, with the libraries that they are linked with, is enough for xbps-src to bootstrap a masterdir from a
# repository and to build in its chroot. Prints what it could not find; leaves DIRECTORY/base-chroot-0.67_4.ARCHITECTURE.xbps.
set -eu
directory=$1 architecture=$2
root=$directory/root
programs=(bash sed gawk grep find xargs tar bsdtar gzip xz zstd patch file diff cmp make git flock getopt setarch mount umount getent
	gcc cc g++ cpp as ld ar nm ranlib objcopy objdump readelf strip pkg-config locale
	basename cat chgrp chmod chown comm cp cut date dd df dir dirname du echo env expr false fold head id install join ln ls md5sum mkdir mkfifo
	mknod mktemp mv nl nproc od paste pathchk pr printenv printf pwd readlink realpath rm rmdir seq sha1sum sha256sum sha512sum shuf sleep
	sort split stat stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink wc who whoami yes
	xbps-alternatives xbps-checkvers xbps-create xbps-dgraph xbps-digest xbps-fetch xbps-install xbps-pkgdb xbps-query xbps-reconfigure
	xbps-remove xbps-rindex xbps-uchroot xbps-uhelper xbps-uunshare)

mkdir -p "$root"/usr/{bin,lib,lib64,libexec} "$root"/etc "$root"/tmp
for name in bin sbin lib lib64; do
	case $name in
		bin|sbin) ln -s usr/bin "$root/$name" ;;
		*) ln -s "usr/$name" "$root/$name" ;;
	esac
done

# put FILE: the file at its own place, links followed.
put() {
	[ -e "$root$1" ] || { mkdir -p "$root${1%/*}"; cp -L "$1" "$root$1"; }
}

with_libraries() {
	local library
	for library in $(ldd "$1" 2> /dev/null | grep -o '/[^ ]*\.so[^ ]*'); do
		put "$library"
	done
}

for program in "${programs[@]}"; do
	file=$(type -P "$program" || true)
	if [ -z "$file" ]; then
		echo "not here: $program"
		continue
	fi
	cp -L "$file" "$root/usr/bin/$program"
	with_libraries "$file"
done
ln -sf bash "$root/usr/bin/sh"
[ -e "$root/usr/bin/gawk" ] || cp -L "$(command -v awk)" "$root/usr/bin/gawk"
ln -sf gawk "$root/usr/bin/awk"

# The compiler's own programs and start files, the headers and the libraries to link with.
gcc_directory=$(dirname "$(gcc -print-libgcc-file-name)")
mkdir -p "$root$gcc_directory"
cp -rL "$gcc_directory"/. "$root$gcc_directory"
for program in cc1 cc1plus collect2 lto-wrapper; do
	file=$(gcc -print-prog-name="$program")
	if [ "${file:0:1}" = / ]; then
		put "$file"
		with_libraries "$file"
	fi
done
start=$(readlink -f "$(dirname "$(gcc -print-file-name=crt1.o)")")
for file in "$start"/*crt*.o "$start"/lib{c,m,pthread,dl,rt,util}.{so,a} "$start"/lib{c,pthread}_nonshared.a "$start"/lib{c,m,mvec}.so.[0-9]; do
	[ ! -e "$file" ] || put "$file"
done
cp -rL /usr/include "$root/usr/include"
# Where `file` looks differs.
for file in /usr/lib/file/magic.mgc /usr/share/misc/magic.mgc; do
	[ ! -e "$file" ] || put "$file"
done

cd "$directory"
xbps-create -A "$architecture" -n base-chroot-0.67_4 -s "host programs for a build root" -S "made of the programs of this host" \
	--compression zstd -q "$root"
rm -rf "$root"
