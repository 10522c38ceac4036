#!/usr/bin/env node
/*
 * A small terminal program that behaves like a coding agent as far as the journeys need it: a composer, a working
 * spinner in the title, an interrupt by Escape or Ctrl+C, children that are hard to kill. Everything that it is sent
 * is also written to FAKE_AGENT_LOG as hex, so that a test can prove which bytes arrived.
 */
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'

const log = process.env.FAKE_AGENT_LOG
const name = process.argv[2] ?? 'fake'
const spinner = ['⠋', '⠙', '⠹', '⠸']
let line = ''
let timer = null
let ticks = 0

const write = text => process.stdout.write(text)
const title = text => write(`\x1b]2;${text}\x07`)
const composer = () => write('\r\n❯ ')

function rest(message) {
  if (timer) clearInterval(timer)
  timer = null
  title(`✳ ${name}`)
  write(`\r\n${message}`)
  composer()
}

function work() {
  ticks = 0
  write('\r\nworking')
  timer = setInterval(() => {
    title(`${spinner[ticks % spinner.length]} ${name}`)
    write('.')
    ticks += 1
  }, 100)
}

/** Children that a plain kill-session leaves behind. */
function orphans() {
  for (const [program, ...args] of [
    ['setsid', 'sleep', '1000'],
    ['nohup', 'sleep', '1000'],
    ['sh', '-c', "trap '' HUP TERM; while :; do sleep 1; done"],
  ])
    spawn(program, args, { stdio: 'ignore', detached: true }).unref()
  write('\r\norphans started')
  composer()
}

function submit(text) {
  const [word, ...rest_] = text.trim().split(' ')
  if (word === 'work') return work()
  if (word === 'orphans') return orphans()
  if (word === 'title') return title(rest_.join(' '))
  if (word === 'exit') process.exit(Number(rest_[0] ?? 0))
  write(`\r\nyou said: ${text}`)
  composer()
}

process.stdin.setRawMode?.(true)
process.stdin.on('data', data => {
  if (log) appendFileSync(log, `${data.toString('hex')}\n`)
  for (const char of data.toString('utf8')) {
    if (char === '\x1b' && data.length === 1) rest(timer ? 'Interrupted by Escape' : 'Escape at idle')
    else if (char === '\x03') rest(timer ? 'Interrupted by Ctrl+C' : 'Ctrl+C at idle')
    else if (char === '\r') {
      const text = line
      line = ''
      submit(text)
    } else if (char === '\x7f') {
      line = line.slice(0, -1)
      write('\b \b')
    } else if (char >= ' ') {
      line += char
      write(char)
    }
  }
})
title(`✳ ${name}`)
write(`${name} ready`)
composer()
