/** Folder of the spool within its place, and what lies in it. */
export const SCRIPT_NAME = 'report.sh'
/** Holds the pid of the host that reads the spool. */
export const HOST_NAME = 'host'
/** Where the helper puts events; a folder of its own, so that a listing holds nothing else. */
export const INBOX_NAME = 'inbox'

/** Bytes of one event that are kept: prompts of 100 KB fit, files that a tool has written are cut. */
export const MOST_EVENT = 256 * 1024
/** Files that lie unread at most: fifty agents in the second that a busy host needs; beyond that a helper says nothing. */
const MOST_WAITING = 500

/**
 * The program that agents run to report: POSIX sh, as a socket needs a program that not every machine has, and a Node
 * costs 40 ms each time. It finds its place by its own path, so that no folder's name is ever read as code. Without a
 * living host it ends at once; it never fails, never prints, and reads its input to the end, so that no agent is disturbed.
 *
 * Arguments: `id=AGENT` (else $QUARTERDECK_AGENT_ID), then nothing for an event on standard input, or the event as the
 * last argument. A file appears whole, by `mv`: one line `pane agent channel`, then the JSON.
 */
export const HELPER_SCRIPT = `#!/bin/sh
# Hands an agent's events to Quarterdeck. Written anew at each start of it.
exec 2>/dev/null
umask 077
PATH=/usr/bin:/bin:$PATH
here=\${0%/*}
id=$QUARTERDECK_AGENT_ID
case $1 in id=*) id=\${1#id=}; shift ;; esac
drain() { [ $# -gt 0 ] || [ -t 0 ] || cat >/dev/null; exit 0; }
case $id in '' | *[!0-9A-Za-z-]*) drain "$@" ;; esac
case $TMUX_PANE in %[0-9]*) ;; *) drain "$@" ;; esac
case $TMUX_PANE in ?*[!0-9]*) drain "$@" ;; esac
host=
read -r host <"$here/${HOST_NAME}"
case $host in '' | *[!0-9]*) drain "$@" ;; esac
kill -0 "$host" || drain "$@"
waiting() { [ $# -le ${MOST_WAITING} ]; }
waiting "$here/${INBOX_NAME}"/* || drain "$@"
part=$here/${INBOX_NAME}/.$$
if [ $# -gt 0 ]; then
  for last; do :; done
  { printf '%s %s notify\\n' "$TMUX_PANE" "$id" && printf '%s' "$last" | head -c ${MOST_EVENT}; } >"$part"
else
  [ -t 0 ] && exit 0
  { printf '%s %s hook\\n' "$TMUX_PANE" "$id" && head -c ${MOST_EVENT}; } >"$part"
  # Also what is left where the disk is full, or the folder takes nothing.
  cat >/dev/null
fi
mv -f "$part" "$here/${INBOX_NAME}/$$.event" || rm -f "$part"
exit 0
`
