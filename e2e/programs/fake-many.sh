#!/bin/bash
# Looks like Claude Code as far as fifty of them at once have to: title, composer, bracketed paste, spinner, hooks. Fifty
# Nodes would measure Node. `work…` stays busy until Escape, all else is answered. What reached it goes to proof.jsonl in the
# home folder, as fake-claude.mjs writes it: plain text only.
[ "$1" = --version ] && { echo '2.1.197 (Claude Code)'; exit; }
proof=${0%/bin/*}/proof.jsonl
rule='────────────────────────'
report=
while [ $# -gt 0 ]; do
  # All hooks are one command; its quotes are shell quotes, which JSON leaves alone.
  [ "$1" = --settings ] && report=$(sed -n 's/^ *"command": "\(.*\)",\{0,1\}$/\1/p' "$2" | head -n 1)
  shift
done

record() {
  local now=${EPOCHREALTIME//[.,]/}
  printf '{"pane":"%s","at":%s,"kind":"%s","text":"%s"}\n' "$TMUX_PANE" "${now%???}" "$1" "$2" >>"$proof"
}
tell() {
  [ -n "$report" ] || return
  printf '{"session_id":"%08d-0000-4000-8000-000000000000","hook_event_name":"%s"%s}' $$ "$1" "$2" | sh -c "$report"
}
# The whole screen from the top: said, what runs, composer, footer.
draw() {
  local status= foot='? for shortcuts'
  [ -n "$on" ] && status="✻ Pondering… (${ticks}s · ↓ $ticks tokens)" foot='esc to interrupt'
  printf '\e[H\e[J%s\r\n\r\n%s\r\n\r\n%s\r\n❯\u00a0%s\r\n%s\r\n  %s\e[7;%sH' \
    "$said" "$status" "$rule" "$line" "$rule" "$foot" $((${#line} + 3))
}
title() { printf '\e]2;%s Claude Code\a' "$1"; }
rest() {
  on=
  title ✳
  draw
}
submit() {
  local text=$line
  line=
  record prompt "$text"
  said="❯ $text" ticks=0 on=1
  title ⠐
  draw
  tell UserPromptSubmit ",\"prompt\":\"$text\""
  case $text in work*) return ;; esac
  said="● You said: $text"
  tell Stop ',"last_assistant_message":"done"'
  rest
}
# The next byte, for which a busy machine may take so many seconds; what is there already has no limit.
next() {
  byte=
  if read -r -t 0; then IFS= read -r -d '' -n 1 byte; else IFS= read -r -d '' -n 1 -t "$1" byte; fi
  code=$?
  # A limit that strikes while the byte is read keeps the byte.
  [ -n "$byte" ] && code=0
  return $code
}
# After an escape: a sequence (of which only a paste's brackets matter), or the key.
escape() {
  local more=
  while next 0.1; do
    more+=$byte
    case $more in '[' | O) ;; *[A-Za-z~]) return ;; esac
  done
  if [ -z "$on" ]; then
    record stray escape
  else
    said='  ⎿  Interrupted · What should Claude do instead?'
    rest
  fi
}

stty raw -echo
printf '\e[?2004h\e[2J'
said='Claude Code v2.1.197' line= ticks=0
rest
tell SessionStart ',"source":"startup"'
while :; do
  # Something came, the time is over (more than 128), or the terminal is gone.
  next 0.5
  [ $code -eq 0 ] || [ $code -gt 128 ] || exit 0
  if [ $code -gt 128 ]; then
    [ -n "$on" ] || continue
    ticks=$((ticks + 1))
    case $((ticks % 2)) in 0) title ⠐ ;; *) title ⠂ ;; esac
    draw
    continue
  fi
  case $byte in
    $'\e') escape ;;
    # bash turns what Enter sends into a new line.
    $'\r' | $'\n') [ -n "$line" ] && submit ;;
    [[:print:]]) line+=$byte && draw ;;
  esac
done
