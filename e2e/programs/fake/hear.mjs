import { number } from './record.mjs'

/*
 * Where input goes: all of it to a question that is open, else text and pastes into the composer, and keys to what they do.
 */

/**
 * Gives what `listen` wants. `menu()` is the open question or null; `submit(text)` gets what Enter takes out of the composer;
 * `keys` are the keys in which the programs differ; `leave()` ends the program (FAKE_EXIT_ON_PASTE).
 */
export function createHearing({ composer, ui, menu, submit, leave, keys }) {
  let pastedAt = 0
  let swallow = number('FAKE_SWALLOW', 0)

  function enter() {
    if (Date.now() - pastedAt < number('FAKE_SETTLE_MS', 60)) composer.type('\n')
    else if (composer.empty()) return
    else if (swallow > 0) swallow -= 1
    else submit(composer.take())
  }

  const handlers = {
    enter,
    newline: () => composer.type('\n'),
    backspace: () => composer.backspace(),
    'ctrl-u': () => composer.killLine(),
    ...keys,
  }

  return input => {
    if (input.pasting) {
      if (process.env.FAKE_EXIT_ON_PASTE) leave()
      return
    }
    if (menu()) {
      menu().hear(input)
      if (menu()) ui.draw()
      return
    }
    if (input.paste !== undefined) {
      composer.paste(input.paste.replaceAll('\r\n', '\n').replaceAll('\r', '\n'))
      pastedAt = Date.now()
    } else if (input.text) composer.type(input.text)
    else handlers[input.key]?.()
    ui.draw()
  }
}
