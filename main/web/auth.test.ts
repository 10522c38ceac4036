import { expect, test } from 'vitest'
import { createAuth } from './auth'

const cookieOf = (header: string) => header.split(';')[0] ?? ''

test('a ticket is good once, on the host that gave it; of many unused ones the newest sixteen are', () => {
  const auth = createAuth()
  const ticket = auth.ticket()
  expect(ticket).toMatch(/^[\w-]{43}$/)
  expect(createAuth().redeem(ticket)).toBe(false)
  for (const wrong of ['', ticket.slice(1), `${ticket} `, ticket.toUpperCase()]) expect(auth.redeem(wrong)).toBe(false)
  expect([auth.redeem(ticket), auth.redeem(ticket)]).toEqual([true, false])
  const many = Array.from({ length: 20 }, () => auth.ticket())
  expect(new Set(many).size).toBe(20)
  expect(many.map(one => auth.redeem(one))).toEqual(many.map((_, i) => i >= 4))
})

test('the cookie is for this run and this port, out of reach of scripts and of other sites', () => {
  const auth = createAuth()
  const header = auth.cookieHeader(4000)
  expect(header.split('; ').slice(1)).toEqual(['HttpOnly', 'SameSite=Strict', 'Path=/'])
  const cookie = cookieOf(header)
  const check = (given: string | undefined, port = 4000) => auth.checkCookie({ cookie: given }, port)?.status ?? 'in'
  expect([check(cookie), check(`a=b; ${cookie}; c=d`), check(` ${cookie} `)]).toEqual(['in', 'in', 'in'])
  const bad = [
    undefined,
    '',
    'quarterdeck_4000=',
    `${cookie}x`,
    cookie.slice(0, -1),
    `x${cookie}`,
    cookie.toUpperCase(),
  ]
  expect(bad.map(one => check(one))).toEqual(bad.map(() => 401))
  expect(check(cookie, 4001)).toBe(401)
  expect(createAuth().checkCookie({ cookie }, 4000)?.status).toBe(401)
})

test.each(['127.0.0.1', '127.0.0.1:4000', 'localhost:1', 'LOCALHOST:65535', '[::1]:9'])('%s is this machine', host => {
  const auth = createAuth()
  expect(auth.checkPlace({ host }, false)).toBeNull()
  expect(auth.checkPlace({ host, origin: `http://${host}` }, true)).toBeNull()
  expect(auth.checkPlace({ host }, true)?.status).toBe(403)
})

test.each([
  undefined,
  '',
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example:4000',
  'evil.example@127.0.0.1',
  '127.0.0.1:4000:5',
  '127.0.0.1, evil.example',
  '[::1',
  '0.0.0.0:4000',
  '127.0.0.2',
  'localhost\t',
])('a request for %s is misdirected', host => {
  expect(createAuth().checkPlace({ host }, false)?.status).toBe(421)
})

test.each([
  'null',
  'http://evil.example',
  'https://127.0.0.1:4000',
  'http://127.0.0.1:4001',
  'http://localhost:4000',
  'http://127.0.0.1:4000/',
  'http://127.0.0.1:4000.evil.example',
])('a page of %s is refused', origin => {
  const auth = createAuth()
  for (const needed of [true, false])
    expect(auth.checkPlace({ host: '127.0.0.1:4000', origin }, needed)?.status).toBe(403)
})
