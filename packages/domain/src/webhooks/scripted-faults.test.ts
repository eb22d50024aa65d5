import { sql } from '@mas/db'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { useOutbound } from './given.ts'

const world = useOutbound()
/** `FAULTS=10000` is the size of the promise; the suite plays a share of it. */
const faults = Number(Bun.env['FAULTS'] ?? 24)
const perKey = 5
/** Every answer that leaves the message with us; those that refuse it for good have their own tests. */
const answers = fc.constantFrom('200', '204', '429-seconds', '500', '503', 'drop', 'cut')

test('whatever a receiver answers, every message arrives under its one id, in the order of its key', async () => {
  const ids = new Map<string, string[]>()
  // Endpoints of their own: a circuit that opens at one lets the others go on.
  const endpoints = Array.from({ length: Math.ceil(faults / 20) }, (_, n) => `faulty-${n}`)
  // Drawn at once: under one seed every draw begins anew, and all would be told the same.
  const scripts = fc.sample(fc.array(answers, { minLength: 20, maxLength: 20 }), endpoints.length)
  for (const [at, name] of endpoints.entries()) {
    await world.endpoint(name)
    world.receivers.script(name, scripts[at] ?? [])
    for (let n = 1; n <= perKey * 2; n++) {
      const key = `${name}-${n % 2}`
      ids.set(key, [...(ids.get(key) ?? []), await world.say(name, key, Math.ceil(n / 2))])
    }
  }
  await world.run()
  const open = () => world.rows<{ state: string }>(sql`select state from webhooks.messages where state not in ('delivered', 'dead')`)
  // A message that is refused again and again is tried for three days.
  for (let rounds = 0; (await open()).length > 0; rounds++) {
    expect({ rounds, open: (await open()).length, late: rounds > 700 }).toMatchObject({ late: false })
    await world.pass(10 * 60_000)
  }
  const dead = new Set((await world.rows<{ id: string }>(sql`select id from webhooks.messages where state = 'dead'`)).map(({ id }) => id))
  for (const [key, told] of ids) {
    const received = world.receivers.received(key.replace(/-\d$/, '')).filter(({ id }) => told.includes(id))
    expect(received.every(({ signature }) => signature === 'valid')).toBe(true)
    const firsts = received.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) === at)
    expect({ key, firsts }).toEqual({ key, firsts: told })
    // What was answered with a yes is never sent again.
    for (const id of told) {
      const heard = received.filter((one) => one.id === id).map(({ answered }) => answered)
      const isYes = (answer: string) => answer === '200' || answer === '204'
      expect({ id, heard, again: heard.slice(0, -1).some(isYes) }).toMatchObject({ again: false })
      expect({ id, heard, heardOut: heard.some(isYes) }).toMatchObject({ heardOut: !dead.has(id) })
    }
  }
}, 3_600_000)
