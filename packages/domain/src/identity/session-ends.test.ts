import { refusalOf, useHarness } from '@mas/testing'
import { sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { fakePorts, people } from './fixtures/people.ts'
import { endAllSessions, issueSocketTicket, refresh, signOut, verifySocketTicket } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, withRole, actorOf, as } = people(harness, mails)

test('a socket ticket opens one socket, within thirty seconds, while its session is open', async () => {
  const { tokens } = await registered()
  const actor = await actorOf(tokens)
  const ask = async () => (await issueSocketTicket(await as(tokens), {})).ticket
  const ticket = await ask()
  const tries = await Promise.all(Array.from({ length: 5 }, () => refusalOf(verifySocketTicket(visitor(), ticket))))
  expect(tries.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(await verifySocketTicket(visitor(), await ask())).toEqual(actor)
  const late = await ask()
  harness.clock.advance(30_000)
  expect(await refusalOf(verifySocketTicket(visitor(), late))).toBe('identity.ticket-invalid')
  const orphan = await ask()
  await signOut(await as(tokens), {})
  expect(await refusalOf(verifySocketTicket(visitor(), orphan))).toBe('identity.session-ended')
})

test('ending all sessions refuses everybody at once, before any row is written, and nobody who signs in later', async () => {
  const { tokens } = await registered()
  const admin = await withRole('ADMIN')
  await endAllSessions(harness.ctx(admin.actor), { reason: 'a key may have leaked' })
  for (const one of [tokens, admin.tokens]) {
    expect(await refusalOf(actorOf(one))).toBe('identity.session-ended')
    const given = { refreshToken: one.refreshToken ?? '', deviceProof: one.deviceProof }
    expect(await refusalOf(refresh(visitor(), given))).toBe('identity.session-ended')
  }
  harness.clock.advance(1)
  const later = await registered()
  await harness.drain()
  expect((await actorOf(later.tokens)).kind).toBe('user')
  const rows = await harness.runtime.driver.db.execute<{ reason: string | null }>(
    sql`select end_reason as reason from identity.sessions where end_reason is distinct from 'sign-out' order by id`,
    'objects',
  )
  expect(rows.map(({ reason }) => reason)).toEqual(['all-ended', 'all-ended', null])
})
