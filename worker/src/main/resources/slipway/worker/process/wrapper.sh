#!/usr/bin/env bash
# wrapper.sh DIRECTORY LOG SPOOL: runs the script DIRECTORY/command, so that it lives on when the worker does not.
#
# Started as the leader of a session of its own. The command's output goes through pump.sh, which appends it to
# LOG. The command's process group is its own, so that it can be killed whole while this wrapper stays to tell how
# it ended. Files that it leaves in DIRECTORY, each one line, whole once its newline is there:
#
#   wrapper   this process: its id, and its start time as in /proc/PID/stat. Only one can make it, and a wrapper
#             that cannot, because it comes late and another worker process has begun anew, ends at once
#   pump      the process, and session, of the pump
#   group     the process group of the command
#   pump      the process that writes the log
#   status    exit status of the command (128 + n for signal n), and the second when it ended

set -u -m
directory=$1 log=$2 spool=$3
exec 2> /dev/null

# Whoever stops the worker politely does not mean its builds. (A handler, since the command would inherit "ignore".)
trap : HUP INT TERM

stat=$(< /proc/$$/stat)
read -ra fields <<< "${stat##*) }"
set -o noclobber
echo "$$ ${fields[19]}" > "$directory/wrapper" || exit
set +o noclobber
read -r first < "$directory/wrapper" && [ "$first" = "$$ ${fields[19]}" ] || exit

# DIRECTORY/doors names files of control groups that the command enters, one a line.
enter() {
	local door
	[ ! -e "$directory/doors" ] || while read -r door; do
		echo "$BASHPID" > "$door"
	done < "$directory/doors"
} 2> /dev/null

# The pump has a session of its own: whatever ends the command, the last that it printed is still written.
mkfifo "$directory/output"
set +m
setsid bash "$directory/pump.sh" "$directory" "$log" "$spool" < "$directory/output" > /dev/null &
pump=$!
echo "$pump" > "$directory/pump"
set -m

(enter; . "$directory/command") > "$directory/output" 2>&1 < /dev/null &
child=$!
echo "$child" > "$directory/group"

# A signal to this wrapper ends `wait` early.
wait_for() {
	while :; do
		wait "$1"
		status=$?
		kill -0 "$1" 2> /dev/null || break
	done
}

wait_for "$child"
ended="$status $EPOCHREALTIME"

# What is left in the pipe is written, even beyond the spool's bound. Something that the command has left behind may
# hold the pipe open; it is not waited for.
: > "$directory/last"
(sleep 1; : > "$directory/late"; kill -KILL -- "-$pump") &
impatience=$!
wait_for "$pump"
kill -KILL -- "-$impatience"
# Whoever killed the pump has cut the log, and perhaps the command with it: nobody knows how it would have ended.
((status <= 128)) || [ -e "$directory/late" ] || exit 1
echo "$ended" > "$directory/status"
