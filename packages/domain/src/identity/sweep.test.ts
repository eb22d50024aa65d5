import type { Tokens } from '@mas/contracts/identity'
import { sql } from '@mas/db'
import { system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { refresh, signOut, signUp } from './index.ts'
import { prune } from './prune.ts'
import { sweep } from './sweep.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, registered, as, actorOf } = people(harness, mails)
const read = async <T extends Record<string, unknown>>(statement: ReturnType<typeof sql>) =>
  harness.runtime.driver.db.execute<T>(statement, 'objects')

test('the sweep ends idle sessions once, erases seals after the grace and forgets dead challenges', async () => {
  const { tokens } = await registered()
  await refresh(visitor(), { refreshToken: tokens.refreshToken ?? '', deviceProof: tokens.deviceProof ?? '' })
  harness.clock.advance(31_000)
  await sweep(harness.ctx(system('identity.sweep')))
  expect(await read(sql`select 1 as one from identity.refresh_tokens where sealed_successor is not null`)).toHaveLength(0)
  harness.clock.advance(8 * 86_400_000)
  await sweep(harness.ctx(system('identity.sweep')))
  const before = await read<{ end_reason: string }>(sql`select end_reason, ended_at from identity.sessions`)
  expect(before.map((row) => row.end_reason)).toEqual(['idle'])
  expect(await read(sql`select 1 as one from identity.challenges`)).toHaveLength(0)
  await sweep(harness.ctx(system('identity.sweep')))
  expect(await read(sql`select end_reason, ended_at from identity.sessions`)).toEqual(before)
})

test('an ended session can never be revived, people are never deleted, and the log is append-only', async () => {
  for (const statement of [
    sql`update identity.sessions set ended_at = null, end_reason = null`,
    sql`delete from identity.users`,
    sql`delete from identity.sign_in_log`,
  ])
    expect(await refusalOf(harness.runtime.driver.db.execute(statement))).toStartWith('DrizzleQueryError')
  // Months that are made later are guarded like the first ones, those too that a restore has made.
  await read(
    sql`create table identity.sign_in_log_2031_04 partition of identity.sign_in_log for values from ('2031-04-01') to ('2031-05-01')`,
  )
  await read(sql`select identity.ensure_log_month('2031-05-01')`)
  const months = await read(
    sql`select inhrelid::regclass::text as part from pg_inherits where inhparent = 'identity.sign_in_log'::regclass`,
  )
  expect(months.map(({ part }) => part)).toContain('identity.sign_in_log_2031_05')
  for (const part of ['identity.sign_in_log', ...months.map((month) => String(month['part']))])
    expect([part, await refusalOf(harness.runtime.driver.db.execute(sql.raw(`truncate ${part}`)))]).toEqual([
      part,
      expect.stringContaining('DrizzleQueryError'),
    ])
})

test('a sign-up nobody finished is erased after 30 days, its address free again, and new log months are made', async () => {
  const email = newEmail()
  await signUp(visitor(), { fullName: 'Asha Rao', email, password: goodPassword })
  harness.clock.advance(30 * 86_400_000 + 1)
  await prune(harness.ctx(system('identity.prune')))
  expect(await read(sql`select 1 as one from identity.users where email = ${email}`)).toHaveLength(0)
  expect(await read(sql`select 1 as one from identity.users where state = 'erased'`)).toHaveLength(1)
  expect(await read(sql`select 1 as one from pg_class where relname ~ '^sign_in_log_[0-9]{4}_[0-9]{2}$'`)).not.toHaveLength(0)
  await registered(email)
})

async function sessionOf(tokens: Tokens): Promise<string> {
  const actor = await actorOf(tokens)
  return actor.kind === 'user' ? actor.sessionId : 'no session'
}

test('a session is forgotten with its tokens 90 days after its end, then its device; an open one stays', async () => {
  const { tokens } = await registered()
  const ended = await sessionOf(tokens)
  await signOut(await as(tokens), {})
  const kept = (id: string) =>
    read(
      sql`select 1 as one from identity.sessions s where s.id = ${id}::uuid and exists (select 1 from identity.refresh_tokens r where r.session_id = s.id)`,
    )
  harness.clock.advance(89 * 86_400_000)
  const open = await sessionOf((await registered()).tokens)
  await prune(harness.ctx(system('identity.prune')))
  expect(await kept(ended)).toHaveLength(1)
  harness.clock.advance(2 * 86_400_000)
  await prune(harness.ctx(system('identity.prune')))
  expect(await kept(ended)).toHaveLength(0)
  expect(await kept(open)).toHaveLength(1)
  harness.clock.advance(90 * 86_400_000)
  await sweep(harness.ctx(system('identity.sweep')))
  await prune(harness.ctx(system('identity.prune')))
  expect(
    await read(sql`select 1 as one from identity.devices d join identity.sessions s on s.device_id = d.id where s.id = ${open}::uuid`),
  ).toHaveLength(1)
})
