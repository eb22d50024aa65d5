import { sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { own, useOutbound } from './given.ts'
import { newSigningSecret } from './index.ts'

const world = useOutbound()

const acts = ['pause', 'enable', 'replay-all', 'replay-one', 'rotate', 'address', 'say', 'work', 'minute'] as const
type Act = (typeof acts)[number]

/** Everything an owner and an operator can do to one endpoint at once, while its messages go out and its receiver fails. */
test('whatever owners do to an endpoint while it works, each message arrives signed, under one id, and nothing is left behind', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...acts), { minLength: 2, maxLength: 4 }), { minLength: 3, maxLength: 5 }),
      fc.array(fc.constantFrom('200' as const, '500' as const, '429-seconds' as const, 'drop' as const), { maxLength: 6 }),
      async (storms, script) => {
        const ref = `owned-${round++}`
        const live = [await world.endpoint(ref)]
        world.receivers.script(ref, script)
        const ids = new Map<string, string>()
        const said = { a: 0, b: 0 }
        const sayNext = async (key: 'a' | 'b') => {
          said[key] += 1
          const sequence = said[key]
          ids.set(`${key}${sequence}`, await world.say(ref, key, sequence))
        }
        await Promise.all([sayNext('a'), sayNext('b')])
        const act = async (one: Act): Promise<void> => {
          if (one === 'pause') await refusalOf(world.tx((t) => own.setEndpointState(t, { ref, state: 'paused' })))
          if (one === 'enable') await world.tx((t) => own.setEndpointState(t, { ref, state: 'enabled' }))
          if (one === 'replay-all')
            await refusalOf(
              world.tx((t) => own.replay(t, { endpointRef: ref, since: new Date(world.harness.clock.now().getTime() - 86_400_000) })),
            )
          if (one === 'replay-one') await refusalOf(world.tx((t) => own.replay(t, { messageId: ids.get('a1') ?? '' })))
          if (one === 'rotate') {
            const next = newSigningSecret()
            live.unshift(next)
            world.receivers.secrets(ref, [...live])
            await world.tx((t) => own.setEndpointSecrets(t, { ref, rotateTo: next, overlapMs: 3_600_000 }))
          }
          if (one === 'address') {
            const target = await own.checkUrl(world.ctx(), { url: world.url(ref), mode: 'sandbox' })
            await world.tx((t) => own.upsertEndpoint(t, { ref, target, maxInFlight: 2 }))
          }
          if (one === 'say') await sayNext('a')
          if (one === 'work') await world.harness.drain()
          if (one === 'minute') world.harness.clock.advance(61_000)
        }
        for (const storm of storms) await Promise.all([...storm.map(act), world.harness.drain()])
        await world.tx((t) => own.setEndpointState(t, { ref, state: 'enabled' }))
        for (let n = 0; n < 12 && (await open(ref)) > 0; n++) await world.pass(25 * 3_600_000)
        expect(await open(ref)).toBe(0)
        const received = world.receivers.received(ref)
        expect(received.filter(({ signature }) => signature !== 'valid')).toEqual([])
        expect(new Set(received.map(({ id }) => id))).toEqual(new Set(ids.values()))
        for (const id of ids.values()) expect(received.some((one) => one.id === id && one.answered === '200')).toBe(true)
        // A place is taken once: its first hearing comes after that of the place before.
        for (const key of ['a', 'b'] as const) {
          const firsts = Array.from({ length: said[key] }, (_, n) => received.findIndex(({ id }) => id === ids.get(`${key}${n + 1}`)))
          expect(firsts).toEqual(firsts.toSorted((one, other) => one - other))
        }
      },
    ),
    { numRuns: 3 },
  )
}, 120_000)

async function open(ref: string): Promise<number> {
  const [row] = await world.rows<{ n: number }>(
    sql`select count(*)::int as n from webhooks.messages m join webhooks.endpoints e on e.id = m.endpoint_id where e.ref = ${ref} and m.state in ('pending', 'delivering')`,
  )
  return row?.n ?? 0
}
