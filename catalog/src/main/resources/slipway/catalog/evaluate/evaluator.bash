# Evaluates templates. Runs in a sandbox, reads orders from standard input, one on a line, and answers each with one
# line: the exit status, and 1 if processes were left running, which are gone now. Every order is carried out in a
# subshell, so that nothing is left behind for the next.
#
#   target NUMBER [I]=VALUE…   remember the values of the watched variables for a target; the answer is `ok`
#   profile HOST TARGET        print the variables that the tree's profiles set for a target
#   watched NUMBER NAME…       evaluate templates for that target, one after the other, and clear up in between
#   sliced NUMBER NAME…        the same with the sliced build styles and helpers, which are in TREE/sliced
#   plain NUMBER NAME          evaluate one with ordinary exported variables: for templates that could tell the difference
#
# Arguments: the tree, a directory to write to, limits (seconds of CPU, KiB of memory, KiB of file size, processes),
# `alone` if every other process in sight may be killed, and the names of the watched variables.
#
# Results go to files in the writable directory:
#   result   records of fields that end in NUL
#   reads    watched variables that were read inside command substitutions: `NAME VARIABLE`
#   noise    what templates print
#   state    what the shell looks like at the end, to see whether a template left something behind
#
# Names that begin with `__slip_` are ours.

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
__slip_common=$__slip_tree/common __slip_values=() __slip_read=0 __slip_self=$BASHPID __slip_package= __slip_none=(0)
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
  if [ "$BASHPID" = "$__slip_self" ]; then
    printf '%s\0' error "$__slip_package" "$*" "${BASH_SOURCE[1]}" "${BASH_LINENO[0]}" >&7
  fi
  builtin exit 1
}
exit() {
  if [ "$BASHPID" = "$__slip_self" ]; then
    printf '%s\0' exit "$__slip_package" "${1-0}" "${BASH_SOURCE[1]}" "${BASH_LINENO[0]}" >&7
  fi
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

# All variables of a target, as fields of name and value.
__slip_profile() {
  local __slip_name
  __slip_self=$BASHPID
  unset -n "${__slip_names[@]}"
  unset -v "${__slip_names[@]}"
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
  local __slip_option
  local -A __slip_on=()
  for __slip_option in $build_options_default; do __slip_on[$__slip_option]=1; done
  for __slip_option in $build_options; do
    if [ -n "${__slip_on[$__slip_option]}" ]; then
      export "build_option_$__slip_option=1"
    else
      unset "build_option_$__slip_option"
    fi
  done
}

# A file is judged by its last command, as xbps-src does it.
__slip_source() {
  . "$1" || msg_error "the last command of the file failed, so xbps-src refuses it\n"
}

__slip_add_helpers() {
  local __slip_helper
  # Helpers also write wrapper scripts for the build, which nobody needs here.
  cat() { [ $# = 0 ] || command cat "$@"; }
  chmod() { :; }
  cp() { :; }
  ln() { :; }
  mkdir() { :; }
  for __slip_helper in $build_helper; do
    __slip_files+=" common/build-helper/$__slip_helper.sh"
    [ -f "$__slip_tree/common/build-helper/$__slip_helper.sh" ] || msg_error "there is no build helper $__slip_helper\n"
    . "$__slip_common/build-helper/$__slip_helper.sh" >/dev/null 2>&1
  done
  unset -f cat chmod cp ln mkdir
}

__slip_evaluate() {
  __slip_package=$1 __slip_read=0 __slip_files=
  __slip_source "$__slip_tree/srcpkgs/$1/template"
  sourcepkg=$pkgname
  if [ -z "$subpackages" ]; then
    compgen -A function -X '!*_package' >"$__slip_out/list"
    mapfile -t __slip_found <"$__slip_out/list"
    subpackages="${__slip_found[*]%_package}"
  fi
  pkgver=$1-${version}_$revision
  if [ -z "$build_style" ] && [ "$metapackage" != yes ] && ! declare -F do_install >/dev/null; then
    msg_error "it has neither a function do_install nor a build_style nor metapackage=yes\n"
  fi
  if [ -n "$build_options" ]; then
    __slip_choose_options
    __slip_source "$__slip_tree/srcpkgs/$1/template"
    __slip_choose_options
  fi
  wrksrc=/builddir/$sourcepkg-$version
  __slip_skip=("$nocross" "$broken" "$restricted")
  if [ -n "$build_style" ]; then
    __slip_files+=" common/environment/build-style/$build_style.sh"
    if [ -f "$__slip_tree/common/environment/build-style/$build_style.sh" ]; then
      __slip_source "$__slip_common/environment/build-style/$build_style.sh"
    fi
  fi
  [ -z "$build_helper" ] || __slip_add_helpers
  __slip_lists=("$archs" "$hostmakedepends" "$makedepends" "$checkdepends")
  __slip_depends=$depends __slip_provides=$provides __slip_description=$short_desc
  for __slip_subpackage in $subpackages; do
    "${__slip_subpackage}_package"
    __slip_depends+=" $depends" __slip_provides+=" $provides"
  done
  printf '%s\0' template "$1" "$sourcepkg" "$version" "$revision" "$__slip_description" "$homepage" "$license" \
    "$build_style" "$build_helper" "${__slip_skip[@]}" "$repository" "$bootstrap" "$metapackage" "$subpackages" \
    "${__slip_lists[@]}" "$__slip_depends" "$__slip_provides" "$build_options" "$build_options_default" "$reverts" \
    "$__slip_files" "$__slip_read" >&7
}

__slip_plain() {
  local __slip_i
  local -n __slip_known=__slip_target_$1
  __slip_self=$BASHPID
  unset -n "${__slip_names[@]}"
  unset -v "${__slip_names[@]}"
  for __slip_i in "${!__slip_known[@]}"; do
    export "${__slip_names[__slip_i]}=${__slip_known[__slip_i]}"
  done
  __slip_evaluate "$2"
}

__slip_sliced() {
  __slip_common=$__slip_tree/sliced/common
  __slip_watched "$@"
}

__slip_watched() {
  local -n __slip_known=__slip_target_$1
  local __slip_i
  __slip_self=$BASHPID
  shift
  while [ $# != 0 ]; do
    __slip_values=()
    for __slip_i in "${!__slip_known[@]}"; do
      __slip_values[__slip_i]=${__slip_known[__slip_i]}
    done
    __slip_evaluate "$1"
    __slip_clear
    shift
  done
  __slip_state >"$__slip_out/state"
}

# Unsets what was not there at the start. Each line that compgen lists costs a system call, so most names of ours are
# kept out of the lists.
__slip_clear() {
  local -a __slip_new=()
  local __slip_name
  shopt -s extglob
  compgen -v -X '@(__slip_*|XBPS_[!D]*|BASH*|*_SITE|py[23]_*)' >"$__slip_out/list"
  mapfile -t __slip_found <"$__slip_out/list"
  for __slip_name in "${__slip_found[@]}"; do
    [ -n "${__slip_old[$__slip_name]}" ] || __slip_new+=("$__slip_name")
  done
  unset -v "${__slip_new[@]}"
  compgen -A function -X '@(__slip_*|msg_*|vopt_*|_v*|vextract|vsrcextract|vtar|vsrccopy|vsed|replace_interpreter|xbps-uhelper|exit|_noglob_helper)' >"$__slip_out/list"
  shopt -u extglob
  mapfile -t __slip_found <"$__slip_out/list"
  __slip_new=()
  for __slip_name in "${__slip_found[@]}"; do
    [ -n "${__slip_old[$__slip_name()]}" ] || __slip_new+=("$__slip_name")
  done
  [ ${#__slip_new[@]} = 0 ] || unset -f "${__slip_new[@]}"
  # The one variable of ours that build styles add to.
  PATH=$__slip_path
}

__slip_state() {
  declare -p "${__slip_steady[@]}" __slip_tree __slip_out __slip_names __slip_path "${!__slip_target_@}"
  shopt -s extglob
  compgen -v -X '@(__slip_*|BASH*|FUNCNAME|EPOCH*|PIPESTATUS|MAPFILE|REPLY|_)'
  shopt -u extglob
  declare -f
  shopt -p
  alias -p
  trap -p
  umask
  printf '%s\n' "$-" "$PWD"
}

# Variables and functions that are there at the start; of the variables, those that do not change by themselves.
declare -A __slip_old=()
__slip_steady=() __slip_found=() __slip_path=$PATH
[[ . =~ . ]]
compgen -v >"$__slip_out/list"
mapfile -t __slip_found <"$__slip_out/list"
for __slip_name in "${__slip_found[@]}" BASH_REMATCH MAPFILE REPLY; do
  __slip_old[$__slip_name]=1
  case $__slip_name in
    __slip_* | BASH* | FUNCNAME | EPOCH* | RANDOM | SRANDOM | SECONDS | LINENO | PIPESTATUS | MAPFILE | REPLY) ;;
    _ | DIRSTACK | GROUPS | HISTCMD | COMP_WORDBREAKS | OPTIND) ;;
    *) __slip_steady+=("$__slip_name") ;;
  esac
done
compgen -A function >"$__slip_out/list"
mapfile -t __slip_found <"$__slip_out/list"
for __slip_name in "${__slip_found[@]}"; do __slip_old[$__slip_name()]=1; done

set -m
while read -r __slip_order __slip_rest; do
  case $__slip_order in
    target)
      eval "__slip_target_${__slip_rest%% *}=(${__slip_rest#* })"
      __slip_old[__slip_target_${__slip_rest%% *}]=1
      echo ok
      continue
      ;;
    profile | watched | sliced | plain) ;;
    *) continue ;;
  esac
  (
    set +m
    ulimit -S -t "${__slip_limits[0]}"
    ulimit -v "${__slip_limits[1]}" -f "${__slip_limits[2]}" -u "${__slip_limits[3]}"
    exec </dev/null 7>"$__slip_out/result" 8>"$__slip_out/noise" 9>"$__slip_out/reads" >&8 2>&8
    : >"$__slip_out/state"
    __slip_$__slip_order $__slip_rest
  ) &
  wait $!
  __slip_status=$?
  __slip_left=0
  if kill -9 -- -$!; then __slip_left=1; fi
  if [ "$__slip_alone" = alone ] && kill -9 -1; then __slip_left=1; fi
  wait
  echo "$__slip_status $__slip_left"
done 2>/dev/null
