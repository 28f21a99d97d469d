# Evaluates templates. Runs in a sandbox, reads orders from standard input, one on a line, and answers each with one
# line. Every order is carried out in a subshell, so that no template leaves anything behind for another.
#
#   variables HOST TARGET...   where a cross profile or build profile of the tree sets variables, print all of them
#   target NUMBER [I]=VALUE…   remember the values of the watched variables for a target
#   run NUMBER NAME…           evaluate these templates for that target, one after the other
#   plain NUMBER NAME…         the same with ordinary exported variables, for templates that could tell the difference
#
# Arguments: the tree, a directory to write to, limits (seconds of CPU, KiB of memory, KiB of file size, processes),
# `alone` if every other process here may be killed, and the names of the watched variables.
#
# Results go to files in the writable directory:
#   result   records of fields that end in NUL
#   reads    watched variables that were read inside command substitutions: `NAME VARIABLE`
#   noise    what templates print
#   state    what the shell looks like after a run, to see whether a template left something behind
#
# Names that begin with two underscores and `slip` are ours.

__slip_tree=$1 __slip_out=$2 __slip_limits=("${@:3:4}") __slip_alone=$7
__slip_names=("${@:8}")
if [ "$__slip_alone" != alone ]; then
  # The limit counts all processes of a user: leave those alone that are there already.
  __slip_tasks=(/proc/[0-9]*/task/[0-9]*)
  __slip_limits[3]=$((__slip_limits[3] + ${#__slip_tasks[@]}))
  unset __slip_tasks
fi
ulimit -c 0
shift $#
shopt -s expand_aliases
set +o history
umask 022

# Reading a watched variable sets its bit: each is a reference to an array element whose index has that side effect.
# In a command substitution, which is another process, the reading is written down instead.
__slip_values=() __slip_read=0 __slip_self=$BASHPID __slip_package= __slip_none=(0)
for __slip_i in "${!__slip_names[@]}"; do
  declare "__slip_note$__slip_i=__slip_none[\$(echo \"\$__slip_package ${__slip_names[__slip_i]}\" >&9)0]"
  declare -n "${__slip_names[__slip_i]}=__slip_values[(BASHPID==__slip_self?(__slip_read|=1<<$__slip_i):__slip_note$__slip_i)*0+$__slip_i]"
done
unset __slip_i

export XBPS_MASTERDIR=/ XBPS_HOSTDIR=/host XBPS_BUILDDIR=/builddir XBPS_DESTDIR=/destdir
export XBPS_SRCDISTDIR=/host/sources XBPS_WRAPPERDIR=/tmp/wrappers XBPS_STATEDIR=/tmp/wrappers
export CHROOT_READY=1 XBPS_MAKEJOBS=1 XBPS_ORIG_MAKEJOBS=1 XBPS_VERSION=113 SOURCE_DATE_EPOCH=0
mkdir -p /tmp/wrappers

msg_red() { printf '=> ERROR: %b' "$*" >&2; }
msg_warn() { printf '=> WARNING: %b' "$*" >&2; }
msg_normal() { printf '=> %b' "$*"; }
msg_normal_append() { printf '%b' "$*"; }
msg_verbose() { :; }
msg_error() {
  msg_red "$@"
  [ "$BASHPID" != "$__slip_self" ] || printf '%s\0' error "$__slip_package" "$*" "${BASH_SOURCE[1]}" "${BASH_LINENO[0]}" >&7
  builtin exit 1
}
exit() {
  [ "$BASHPID" != "$__slip_self" ] || printf '%s\0' exit "$__slip_package" "${1-0}" "${BASH_SOURCE[1]}" "${BASH_LINENO[0]}" >&7
  builtin exit "$@"
}

# What templates may call, where the tree does not bring its own.
vopt_if() {
  local option=build_option_$1
  if [ -n "${!option}" ]; then printf %s "$2"; else printf %s "$3"; fi
}
vopt_with() { vopt_if "$1" "--with-${2:-$1}" "--without-${2:-$1}"; }
vopt_enable() { vopt_if "$1" "--enable-${2:-$1}" "--disable-${2:-$1}"; }
vopt_bool() { vopt_if "$1" "-D${2:-$1}=true" "-D${2:-$1}=false"; }
vopt_feature() { vopt_if "$1" "-D${2:-$1}=enabled" "-D${2:-$1}=disabled"; }
vopt_conflict() {
  local one=build_option_$1 other=build_option_$2
  [ -z "${!one}" ] || [ -z "${!other}" ] || msg_error "options '$1' and '$2' conflict\n"
}
XBPS_UHELPER_CMD=xbps-uhelper XBPS_UHELPER_XCMD=xbps-uhelper
xbps-uhelper() {
  local pattern='^(.+)-([^_-]*[0-9][^_-]*_[0-9_]+)$'
  case $1 in
    getpkgdepname)
      [[ $2 =~ ^([^\<\>*?[]+)[\<\>*?[] ]] || return 1
      printf '%s\n' "${BASH_REMATCH[1]%-}"
      ;;
    getpkgname | getpkgversion | getpkgrevision)
      [[ $2 =~ $pattern ]] || return 1
      case $1 in
        getpkgname) printf '%s\n' "${BASH_REMATCH[1]}" ;;
        getpkgversion) printf '%s\n' "${BASH_REMATCH[2]}" ;;
        *) printf '%s\n' "${BASH_REMATCH[2]##*_}" ;;
      esac
      ;;
    *) return 1 ;;
  esac
}

if [ -f "$__slip_tree/etc/defaults.conf" ]; then . "$__slip_tree/etc/defaults.conf"; fi
for __slip_file in misc options python archive install vsed replace-interpreter; do
  [ -f "$__slip_tree/common/environment/setup/$__slip_file.sh" ] || continue
  . "$__slip_tree/common/environment/setup/$__slip_file.sh"
done
unset __slip_file

# All variables of a target, as `NAME VALUE` fields.
__slip_variables() {
  local __slip_name
  unset -n "${__slip_names[@]}"
  unset "${__slip_names[@]}"
  compgen -v >"$__slip_out/list"
  if [ "$1" != "$2" ]; then
    . "$__slip_tree/common/cross-profiles/$2.sh" || msg_error "there is no cross profile for $2\n"
  fi
  if [ -f "$__slip_tree/common/build-profiles/$1.sh" ]; then
    . "$__slip_tree/common/build-profiles/$1.sh"
  fi
  for __slip_name in "${!XBPS_@}"; do
    printf '%s\0' "$__slip_name" "${!__slip_name}" >&7
  done
}

__slip_choose_options() {
  local name
  local -A on=()
  for name in $build_options_default; do on[$name]=1; done
  for name in $build_options; do
    if [ -n "${on[$name]}" ]; then
      export "build_option_$name=1"
    else
      unset "build_option_$name"
    fi
  done
}

# Style files are judged by their last command, as xbps-src does; helpers are not.
__slip_source() {
  . "$1" || msg_error "the last command of the file failed, so xbps-src refuses it\n"
}

__slip_evaluate() {
  __slip_package=$1 __slip_read=0 __slip_files=
  __slip_source "$__slip_tree/srcpkgs/$1/template"
  sourcepkg=$pkgname
  if [ -z "$subpackages" ]; then
    compgen -A function -X '!*_package' >"$__slip_out/list"
    mapfile -t __slip_functions <"$__slip_out/list"
    subpackages="${__slip_functions[*]%_package}"
  fi
  pkgver=$1-${version}_$revision
  if [ -n "$build_options" ]; then
    __slip_choose_options
    __slip_source "$__slip_tree/srcpkgs/$1/template"
    __slip_choose_options
  fi
  wrksrc=/builddir/$sourcepkg-$version
  if [ -z "$build_style" ] && [ "$metapackage" != yes ] && ! declare -f do_install >/dev/null; then
    msg_error "it has neither a function do_install nor a build_style nor metapackage=yes\n"
  fi
  __slip_skip=("$nocross" "$broken" "$restricted")
  if [ -n "$build_style" ]; then
    __slip_files+=" common/environment/build-style/$build_style.sh"
    if [ -f "$__slip_tree/common/environment/build-style/$build_style.sh" ]; then
      __slip_source "$__slip_tree/common/environment/build-style/$build_style.sh"
    fi
  fi
  if [ -n "$build_helper" ]; then
    # Helpers also write wrapper scripts for the build, which nobody needs here.
    cat() { [ $# = 0 ] || command cat "$@"; }
    chmod() { :; }
    cp() { :; }
    ln() { :; }
    mkdir() { :; }
    for __slip_helper in $build_helper; do
      __slip_files+=" common/build-helper/$__slip_helper.sh"
      [ -f "$__slip_tree/common/build-helper/$__slip_helper.sh" ] || msg_error "there is no build helper $__slip_helper\n"
      . "$__slip_tree/common/build-helper/$__slip_helper.sh" >/dev/null 2>&1
    done
    unset -f cat chmod cp ln mkdir
  fi
  __slip_lists=("$archs" "$hostmakedepends" "$makedepends" "$checkdepends")
  __slip_depends=$depends __slip_provides=$provides __slip_description=$short_desc
  for __slip_subpackage in $subpackages; do
    "${__slip_subpackage}_package"
    __slip_depends+=" $depends" __slip_provides+=" $provides"
  done
  printf '%s\0' template "$1" "$sourcepkg" "$version" "$revision" "$__slip_description" "$homepage" "$license" "$build_style" \
    "$build_helper" "${__slip_skip[@]}" "$repository" "$bootstrap" "$metapackage" "$subpackages" "${__slip_lists[@]}" \
    "$__slip_depends" "$__slip_provides" "$build_options" "$build_options_default" "$reverts" \
    "$__slip_files" "$__slip_read" >&7
}

__slip_plain() {
  local __slip_i
  local -n __slip_known=__slip_target_$1
  unset -n "${__slip_names[@]}"
  unset "${__slip_names[@]}"
  for __slip_i in "${!__slip_known[@]}"; do
    export "${__slip_names[__slip_i]}=${__slip_known[__slip_i]}"
  done
  __slip_run "$@"
}

__slip_run() {
  local -n __slip_known=__slip_target_$1
  __slip_values=()
  for __slip_i in "${!__slip_known[@]}"; do
    __slip_values[__slip_i]=${__slip_known[__slip_i]}
  done
  __slip_self=$BASHPID
  shift
  while [ $# != 0 ]; do
    __slip_evaluate "$1" </dev/null >&8 2>&8
    shift
  done
}

set -m
while read -r __slip_order __slip_rest; do
  case $__slip_order in
    target)
      eval "__slip_target_${__slip_rest%% *}=(${__slip_rest#* })"
      echo ok
      continue
      ;;
    variables) __slip_command="__slip_self=\$BASHPID; __slip_variables $__slip_rest" ;;
    run | plain) __slip_command="__slip_$__slip_order $__slip_rest" ;;
    *) continue ;;
  esac
  (
    set +m
    ulimit -S -t "${__slip_limits[0]}"
    ulimit -v "${__slip_limits[1]}" -f "${__slip_limits[2]}" -u "${__slip_limits[3]}"
    exec </dev/null 7>"$__slip_out/result" 8>"$__slip_out/noise" 9>"$__slip_out/reads" >&8 2>&8
    eval "$__slip_command"
  ) &
  wait $!
  __slip_status=$?
  __slip_left=0
  if kill -9 -- -$!; then __slip_left=1; fi
  if [ "$__slip_alone" = alone ] && kill -9 -1; then __slip_left=1; fi
  wait
  echo "$__slip_status $__slip_left"
done 2>/dev/null
