#!/bin/sh
# Children that a plain kill-session leaves behind; each writes its pid to the file named by $1.
export PIDS="$1"
setsid sh -c 'echo $$ >> "$PIDS"; exec sleep 1000' &
nohup sh -c 'echo $$ >> "$PIDS"; exec sleep 1000' > /dev/null 2>&1 &
(setsid sh -c 'echo $$ >> "$PIDS"; exec sleep 1000' > /dev/null 2>&1 &)
sh -c 'trap "" HUP TERM; echo $$ >> "$PIDS"; while :; do sleep 1; done' &
echo $$ >> "$PIDS"
echo children started
exec cat
