import { rows, sql } from '@mas/db'
import { system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, people } from './fixtures/people.ts'
import { bootstrapAdmin } from './index.ts'
import { flagDormant } from './flag-dormant.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports, poolSize: 16 })
const { onlyAdmin, withRole, newEmail } = people(harness, mails)
const db = () => harness.runtime.driver.db
const edit = (statement: ReturnType<typeof sql>) => refusalOf(rows(db(), statement))
const activeAdmins = () => rows<{ id: string }>(db(), sql`select id from identity.users where role = 'ADMIN' and state = 'active'`)

test('statements written by hand that take the administrators away at once leave one, each a different way', async () => {
  const ways = [
    (id: string) => sql`update identity.users set role = 'USER' where id = ${id}::uuid`,
    (id: string) => sql`update identity.users set state = 'blocked', blocked_at = now() where id = ${id}::uuid`,
    (id: string) => sql`update identity.users set state = 'invited' where id = ${id}::uuid`,
    (id: string) => sql`update identity.users set role = 'FINANCE', state = 'blocked', blocked_at = now() where id = ${id}::uuid`,
  ]
  for (let round = 0; round < 2; round++) {
    const admins = [await onlyAdmin(), await withRole('ADMIN'), await withRole('ADMIN'), await withRole('ADMIN')]
    const outcomes = await Promise.all(admins.map(({ userId }, n) => edit(ways.at((n + round) % 4)?.(userId) ?? sql`select 1 as one`)))
    expect(outcomes.toSorted()).toEqual(['identity.last-admin', ...Array.from({ length: 3 }, () => 'nothing was refused')])
    expect(await activeAdmins()).toHaveLength(1)
  }
})

test('one statement over all of them, emptying the table and a snapshot from before are refused', async () => {
  const [a, b] = [await onlyAdmin(), await withRole('ADMIN')]
  expect(await edit(sql`update identity.users set role = 'USER' where role = 'ADMIN'`)).toBe('identity.last-admin')
  expect(await edit(sql`truncate identity.users cascade`)).not.toBe('nothing was refused')
  const behind = (id: string) =>
    refusalOf(
      harness.runtime.driver.transaction(async (tx) => {
        await rows(tx, sql`set transaction isolation level repeatable read`)
        await rows(tx, sql`select 1 as one from identity.users limit 1`)
        await rows(tx, sql`update identity.users set role = 'USER' where id = ${id}::uuid`)
      }),
    )
  expect(await Promise.all([behind(a.userId), behind(b.userId)])).not.toContain('nothing was refused')
  expect((await activeAdmins()).map(({ id }) => id).toSorted()).toEqual([a.userId, b.userId].toSorted())
})

test('the sweep over people nobody has seen leaves one, and the first administrator is not asked to be two', async () => {
  await onlyAdmin()
  await withRole('ADMIN')
  harness.clock.advance(100 * 86_400_000)
  await flagDormant(harness.ctx(system('identity.flag-dormant')))
  expect(await activeAdmins()).toHaveLength(1)
  expect(await refusalOf(bootstrapAdmin(harness.ctx(system('cli')), { email: newEmail() }))).toBe('identity.admin-exists')
})
