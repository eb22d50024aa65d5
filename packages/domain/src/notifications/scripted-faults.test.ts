import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { useNotifications } from '@mas/testing/notifications-world'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { queueEmail } from './index.ts'

const world = useNotifications()
const { harness, mail } = world
/** `FAULTS=10000` is the size of the promise; the suite plays a share of it. */
const faults = Number(Bun.env['FAULTS'] ?? 24)
const lasting = 40 * 60_000

interface Row extends Record<string, unknown> {
  to_address: string
  class: string
  state: string
  doubts: number
}
const mails = () => world.rows<Row>(sql`select to_address, class, state, doubts from notifications.emails order by id`)
const isOpen = ({ state, class: kind, doubts }: Row) =>
  ['queued', 'deferred', 'sending'].includes(state) || (state === 'in_doubt' && kind !== 'marketing' && doubts <= 1)

test('whatever the relay does to mails, each settles: marketing never goes twice, the rest twice only after a doubt, and sent means there', async () => {
  const names = fc.constantFrom('limit', 'reject', 'drop', 'unavailable')
  const plan = fc.sample(fc.array(names, { minLength: faults, maxLength: faults }), 1).flat()
  for (const fault of plan) mail.faults.add(fault)
  // A doubt or a refusal for now is met by the next try, so fewer mails than faults meet them all.
  for (let n = 0; n < faults; n += 2) {
    const ask = { address: `faulty-${n}@people.example`, dedupeKey: newId() }
    const [subject, message] = ['Monday', 'We meet at ten.']
    await inTx(harness.ctx(system('test')), (t) =>
      n % 4 === 0
        ? queueEmail(t, { ...ask, kind: 'lead-message', data: { subject, message } })
        : queueEmail(t, { ...ask, kind: 'product-news', data: { headline: subject, summary: message, link: 'https://mas.example' } }),
    )
  }
  await harness.drain()
  for (let rounds = 0; (await mails()).some(isOpen); rounds++) {
    expect(rounds).toBeLessThan(200)
    // Never into the quiet hours: what waits for the morning would prove nothing.
    const next = new Date(harness.clock.now().getTime() + lasting)
    await world.pass(next.getUTCHours() > 13 ? new Date(next.getTime() + 16 * 3_600_000).toISOString() : next.toISOString())
  }
  const settled = await mails()
  expect(settled).toHaveLength(faults / 2)
  for (const row of settled) {
    const copies = mail.mailsTo(row.to_address)
    const most = row.class === 'marketing' ? 1 : 1 + Math.min(1, row.doubts)
    expect({ ...row, copies: copies.length, tooMany: copies.length > most }).toMatchObject({ tooMany: false })
    expect(new Set(copies.map(({ messageId }) => messageId)).size).toBeLessThanOrEqual(1)
    if (row.state === 'sent') expect(copies.length).toBeGreaterThan(0)
    if (row.doubts === 0) expect({ ...row, there: copies.length }).toMatchObject({ there: row.state === 'sent' ? 1 : 0 })
    expect(['sent', 'failed', 'in_doubt', 'suppressed']).toContain(row.state)
  }
  const { dead } = await harness.drain()
  expect(dead).toEqual([])
}, 3_600_000)
