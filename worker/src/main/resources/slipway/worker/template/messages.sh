# What the builder says, in the form that xbps-src uses, so that one reader fits both.

announce() {
	printf '=> %s: %s\n' "${pkgver:-${SLIPWAY_TEMPLATE##*/}}" "$*"
}

warn() {
	printf '=> WARNING: %s: %s\n' "${pkgver:-${SLIPWAY_TEMPLATE##*/}}" "$*" >&2
}

# Ends the build in the phase that is running.
fail() {
	trap - ERR
	printf '=> ERROR: %s: %s\n' "${pkgver:-${SLIPWAY_TEMPLATE##*/}}" "$*" >&2
	exit "$phase_exit"
}

# The ERR trap: names the phase's function, the command, its exit status and its place.
on_error() {
	local status=$1 command=$2 depth place
	trap - ERR
	set +e
	printf '=> ERROR: %s: %s: %s exited with %s\n' \
		"${pkgver:-${SLIPWAY_TEMPLATE##*/}}" "${function_running:-$phase}" \
		"'${command}'" "$status" >&2
	# Frame 0 is this function: where it was called from is the line that failed.
	for ((depth = 0; depth < ${#BASH_LINENO[@]} - 1; depth++)); do
		place=${BASH_SOURCE[depth + 1]}
		[[ $place == "$here"/* ]] && continue
		printf '=> ERROR:   in %s() at %s:%s\n' "${FUNCNAME[depth + 1]}" \
			"srcpkgs/${SLIPWAY_TEMPLATE##*/}/${place##*/}" "${BASH_LINENO[depth]}" >&2
	done
	exit "$phase_exit"
}
