import { sql } from '@mas/db'
import { system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { refresh, signUp } from './index.ts'
import { prune } from './prune.ts'
import { sweep } from './sweep.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, registered } = people(harness, mails)
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
