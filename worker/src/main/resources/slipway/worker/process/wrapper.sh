#!/usr/bin/env bash
# wrapper.sh DIRECTORY LOG: runs the script DIRECTORY/command, so that it lives on when the worker does not.
#
# Started as the leader of a session of its own. The command's output is appended to LOG, and its process
# group is its own, so that it can be killed whole while this wrapper stays to tell how it ended. Files that
# it leaves in DIRECTORY, each one line, whole once its newline is there:
#
#   wrapper   this process: its id, and its start time as in /proc/PID/stat
#   group     the process group of the command
#   status    exit status of the command (128 + n for signal n), and the second when it ended

set -u -m
directory=$1 log=$2
exec 2> /dev/null

# Whoever stops the worker politely does not mean its builds. (A handler, since the command would inherit "ignore".)
trap : HUP INT TERM

stat=$(< /proc/$$/stat)
read -ra fields <<< "${stat##*) }"
echo "$$ ${fields[19]}" > "$directory/wrapper"

# DIRECTORY/doors names files of control groups that the command enters, one a line.
enter() {
	local door
	[ ! -e "$directory/doors" ] || while read -r door; do
		echo "$BASHPID" > "$door"
	done < "$directory/doors"
} 2> /dev/null

(enter; . "$directory/command") >> "$log" 2>&1 < /dev/null &
child=$!
echo "$child" > "$directory/group"

# A signal to this wrapper ends `wait` early.
while :; do
	wait "$child"
	status=$?
	kill -0 "$child" 2> /dev/null || break
done
echo "$status $EPOCHREALTIME" > "$directory/status"
