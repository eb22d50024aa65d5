import { rows, sql } from '@mas/db'
import { inTx, type Ctx } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  approveRoleChange,
  blockUser,
  changeRole,
  eraseUser,
  getUser,
  listRoleChanges,
  provisionUser,
  rejectRoleChange,
  resolveAccess,
  signIn,
  usersWithRole,
} from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({
  ports: {
    ...ports,
    actorFacts: {
      of: (ids) => {
        const told = facts
        return told === 'broken' ? Promise.reject(new Error('away')) : Promise.resolve(new Map(ids.map((id) => [id, told])))
      },
    },
  },
  poolSize: 16,
})
let facts: 'broken' | { pages: string[]; isolated?: boolean } = { pages: ['import'], isolated: true }
const { visitor, withRole, onlyAdmin, newEmail } = people(harness, mails)
const reason = 'the team has changed'
const db = () => harness.runtime.driver.db
type Made = Awaited<ReturnType<typeof withRole>>
const administrator = async (made: Promise<Made> = withRole('ADMIN')) => ({ ...(await made), ctx: harness.ctx((await made).actor) })
const onlyAdministrator = () => administrator(onlyAdmin())
const fresh = (ctx: Ctx): Ctx =>
  ctx.actor.kind === 'user' ? harness.ctx({ ...ctx.actor, confirmedAtMs: harness.clock.now().getTime() }) : ctx

test('an account made with ADMIN or FINANCE begins as USER and waits for a second administrator, as long as there are two', async () => {
  const a = await onlyAdministrator()
  const alone = await provisionUser(a.ctx, { email: newEmail(), fullName: 'Sana Khan', role: 'FINANCE' })
  expect(alone.role).toBe('FINANCE')
  const b = await administrator()
  const waiting = await provisionUser(a.ctx, { email: newEmail(), fullName: 'Dev Roy', role: 'ADMIN' })
  expect(waiting.role).toBe('USER')
  const [change] = (await listRoleChanges(b.ctx, { userId: waiting.id })).items
  expect(change).toMatchObject({ from: 'USER', to: 'ADMIN', state: 'pending', requestedBy: a.userId, byOneAdmin: false })
  expect(await refusalOf(approveRoleChange(a.ctx, { roleChangeId: change?.id ?? '' }))).toBe('identity.approver-is-requester')
  await approveRoleChange(b.ctx, { roleChangeId: change?.id ?? '' })
  expect((await getUser(a.ctx, { userId: waiting.id })).role).toBe('ADMIN')
  expect((await provisionUser(a.ctx, { email: newEmail(), fullName: 'Mira Sen', role: 'SALES' })).role).toBe('SALES')
})

test('approving and turning down at the same instant decide once', async () => {
  const [a, b, c] = [await onlyAdministrator(), await administrator(), await administrator()]
  const { userId } = await withRole('SALES')
  const { id: roleChangeId } = await changeRole(a.ctx, { userId, role: 'FINANCE', reason })
  const tries = await Promise.all([
    refusalOf(approveRoleChange(b.ctx, { roleChangeId })),
    refusalOf(approveRoleChange(c.ctx, { roleChangeId })),
    refusalOf(rejectRoleChange(c.ctx, { roleChangeId })),
    refusalOf(rejectRoleChange(a.ctx, { roleChangeId })),
  ])
  expect(tries.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(tries.filter((one) => one === 'identity.role-change-expired')).toHaveLength(3)
  const states = (await rows<{ state: string }>(db(), sql`select state from identity.role_changes where id = ${roleChangeId}::uuid`)).map(
    ({ state }) => state,
  )
  expect((await getUser(a.ctx, { userId })).role).toBe(states[0] === 'applied' ? 'FINANCE' : 'SALES')
})

test('five administrators who demote, block and erase each other at once leave at least one, whatever the order', async () => {
  const admins = [await onlyAdministrator(), await administrator(), await administrator(), await administrator(), await administrator()]
  const next = (n: number) => admins[(n + 1) % admins.length]?.userId ?? ''
  await Promise.all(
    admins.map(({ ctx }, n) =>
      refusalOf(
        n % 3 === 0
          ? changeRole(ctx, { userId: next(n), role: 'USER', reason })
          : n % 3 === 1
            ? blockUser(ctx, { userId: next(n), reasonCode: 'left', note: 'left' })
            : inTx(ctx, (t) => eraseUser(t, next(n))),
      ),
    ),
  )
  const left = await rows(db(), sql`select 1 as one from identity.users where role = 'ADMIN' and state = 'active'`)
  expect(left.length).toBeGreaterThanOrEqual(1)
  expect((await usersWithRole(visitor(), 'ADMIN')).length).toBe(left.length)
})

test('who may give ADMIN and FINANCE is held by the tables, too', async () => {
  const [a, b] = [await onlyAdministrator(), await administrator()]
  const { userId } = await withRole('SALES')
  const { id } = await changeRole(a.ctx, { userId, role: 'FINANCE', reason })
  const edit = (statement: ReturnType<typeof sql>) => refusalOf(rows(db(), statement))
  const refused = 'nothing was refused'
  expect(await edit(sql`update identity.role_changes set state = 'applied' where id = ${id}::uuid`)).not.toBe(refused)
  expect(await edit(sql`update identity.role_changes set state = 'applied', approved_by = ${a.userId}::uuid where id = ${id}::uuid`)).toBe(
    'identity.approver-is-requester',
  )
  expect(
    await edit(sql`update identity.role_changes set state = 'applied', approved_by = ${userId}::uuid where id = ${id}::uuid`),
  ).not.toBe(refused)
  await approveRoleChange(b.ctx, { roleChangeId: id })
  expect(await edit(sql`update identity.role_changes set state = 'rejected' where id = ${id}::uuid`)).not.toBe(refused)
})

test('an erased person has no role to change, and the same role again changes nothing', async () => {
  const a = await administrator()
  const { userId } = await withRole('SALES')
  const before = mails.length
  expect((await changeRole(fresh(a.ctx), { userId, role: 'SALES', reason })).state).toBe('applied')
  await harness.drain()
  expect(mails.slice(before).filter(({ kind }) => kind === 'role-changed')).toEqual([])
  await inTx(a.ctx, (t) => eraseUser(t, userId))
  expect(await refusalOf(changeRole(fresh(a.ctx), { userId, role: 'EXPERT', reason }))).toBe('identity.user-not-found')
})

test('a sales head has the pages that the domain of sales says at this instant, and none when it does not answer', async () => {
  const { tokens } = await withRole('SALES_HEAD')
  const look = async () => {
    const { pages, isolated } = await resolveAccess(visitor(), tokens.accessToken)
    return { pages, isolated }
  }
  expect(await look()).toEqual({ pages: ['import'], isolated: true })
  facts = { pages: ['export', 'email'] }
  expect(await look()).toEqual({ pages: ['export', 'email'], isolated: undefined })
  facts = 'broken'
  expect(await look()).toEqual({ pages: [], isolated: undefined })
  expect((await resolveAccess(visitor(), (await withRole('SALES')).tokens.accessToken)).pages).toBeUndefined()
})

test('a block ends at its instant, sweep or no sweep, and not a millisecond before', async () => {
  const a = await administrator()
  const { email, userId } = await withRole('SALES')
  const until = new Date(harness.clock.now().getTime() + 3_600_000)
  await blockUser(a.ctx, { userId, reasonCode: 'pause', note: 'one hour', until: until.toISOString() })
  harness.clock.set(new Date(until.getTime() - 1).toISOString())
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.blocked')
  harness.clock.set(until.toISOString())
  const both = await Promise.all([1, 2].map(() => signIn(visitor(), { email, password: goodPassword })))
  expect(both.map(({ status }) => status)).toEqual(['code-required', 'code-required'])
  const lifted = await rows(
    db(),
    sql`select 1 as one from audit.entries where action = 'identity.unblock-user' and subject_id = ${userId} and actor_kind = 'anonymous'`,
  )
  expect(lifted).toHaveLength(1)
})
