#!/usr/bin/env bash
# pump.sh DIRECTORY LOG SPOOL: appends its input to LOG, as it comes.
#
# LOG.durable says how many bytes of LOG the master has; while LOG is more than SPOOL bytes ahead of that, the input
# is not read, so that whoever prints has to wait. DIRECTORY/held is there meanwhile. This needs no worker that lives.
# DIRECTORY/last lets the rest through.

set -u
directory=$1 log=$2 spool=$3
block=65536
# Between two looks at the bound; one dd for each.
blocks=$((spool / block / 4))
blocks=$((blocks < 1 ? 1 : blocks > 256 ? 256 : blocks))
export LC_ALL=C

is_full() {
	local durable=0 bytes
	[ ! -e "$log.durable" ] || read -r durable < "$log.durable" || durable=0
	bytes=$(stat -c %s "$log") || return 1
	((bytes - 10#$durable >= spool)) && [ ! -e "$directory/last" ]
}

hold() {
	: > "$directory/held"
	while is_full; do
		sleep 0.2
	done
	rm -f "$directory/held"
}

while :; do
	! is_full || hold
	# "FULL+PARTIAL records in": fewer than were asked for at the end of the input.
	report=$(dd bs=$block count="$blocks" 2>&1 >> "$log") || exit 1
	[[ $report =~ ([0-9]+)\+([0-9]+)\ records\ in ]] || exit 1
	((BASH_REMATCH[1] + BASH_REMATCH[2] == blocks)) || exit 0
done
