import { rows, sql } from '@mas/db'
import { refusalOf, useHarness } from '@mas/testing'
import type { Ctx } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { listEntries, listMyHistory } from '../audit/index.ts'
import { fakePorts, people } from './fixtures/people.ts'
import {
  approveRoleChange,
  blockUser,
  changeRole,
  endSession,
  endUserSessions,
  getMe,
  issueSocketTicket,
  listSessions,
  listSignIns,
  resolveAccess,
  signOut,
  startImpersonation,
  startTotp,
  stepUp,
  stopImpersonation,
  updateProfile,
} from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports, poolSize: 16 })
const { visitor, withRole, onlyAdmin, registered, as, actorOf } = people(harness, mails)
const reason = 'the person reports an empty page'
type Made = ReturnType<typeof withRole>
const administrator = async (made: Made = withRole('ADMIN')) => ({ ...(await made), ctx: harness.ctx((await made).actor) })
const fresh = (ctx: Ctx): Ctx =>
  ctx.actor.kind === 'user' ? harness.ctx({ ...ctx.actor, confirmedAtMs: harness.clock.now().getTime() }) : ctx
const learner = async () => {
  const { email, tokens } = await registered()
  return { email, tokens, userId: (await actorOf(tokens)).userId }
}

test('an administrator sees what the person sees, is named in the banner and in both logs, and the person is told', async () => {
  const [admin, person] = [await administrator(), await learner()]
  const tokens = await startImpersonation(admin.ctx, { userId: person.userId, reason, minutes: 10 })
  expect([tokens.refreshToken, tokens.deviceProof]).toEqual([undefined, undefined])
  const looking = await as(tokens)
  const me = await getMe(looking, {})
  expect(me).toMatchObject({
    id: person.userId,
    session: { kind: 'impersonation', readOnly: true, by: { userId: admin.userId, role: 'ADMIN' }, endsAt: tokens.sessionExpiresAt },
  })
  const own = await as(person.tokens)
  expect((await listSessions(own, {})).items.map(({ kind }) => kind).toSorted()).toEqual(['impersonation', 'normal'])
  expect((await listSignIns(own, {})).items.map(({ method, outcome }) => `${method} ${outcome}`)).toContain('impersonation success')
  await harness.drain()
  expect(mails.filter(({ to, kind }) => to === person.email && kind === 'impersonated')).toHaveLength(1)
  const { items } = await listEntries(admin.ctx, { actorId: person.userId, action: 'identity.get-me' })
  expect(items[0]).toMatchObject({ effect: 'read', actor: { id: person.userId, via: admin.userId } })
  expect(
    (await listMyHistory(own, {})).items.some(({ action, reason: told }) => action === 'identity.start-impersonation' && told === reason),
  ).toBe(true)
})

test('it changes nothing: every verb that is no reading is refused and recorded with both people', async () => {
  const [admin, person] = [await administrator(), await learner()]
  const looking = await as(await startImpersonation(admin.ctx, { userId: person.userId, reason }))
  const tried = [
    updateProfile(looking, { profession: 'none' }),
    stepUp(looking, { password: 'violet tram over quiet hills' }),
    startTotp(looking, {}),
    issueSocketTicket(looking, {}),
    endSession(looking, { sessionId: crypto.randomUUID() }),
    startImpersonation(looking, { userId: person.userId, reason }),
  ]
  expect(new Set(await Promise.all(tried.map(refusalOf)))).toEqual(new Set(['identity.impersonation-read-only']))
  const { items } = await listEntries(admin.ctx, { actorId: person.userId, action: 'identity.update-profile' })
  expect(items[0]).toMatchObject({ effect: 'refused', actor: { via: admin.userId } })
})

test('never oneself, an administrator, or somebody who is not active; never without a fresh sign-in', async () => {
  const [admin, other, person] = [await administrator(), await administrator(), await learner()]
  const start = (userId: string) => refusalOf(startImpersonation(admin.ctx, { userId, reason }))
  expect(await start(admin.userId)).toBe('identity.impersonation-refused')
  expect(await start(other.userId)).toBe('identity.impersonation-refused')
  expect(await start(crypto.randomUUID())).toBe('identity.user-not-found')
  await blockUser(admin.ctx, { userId: person.userId, reasonCode: 'spam', note: 'links' })
  expect(await start(person.userId)).toBe('identity.impersonation-refused')
  expect(await refusalOf(startImpersonation(admin.ctx, { userId: person.userId, reason, minutes: 31 }))).toBe('request.invalid')
  harness.clock.advance(10 * 60_000)
  expect(await start(person.userId)).toBe('request.fresh-sign-in-required')
  expect(await refusalOf(startImpersonation(await as((await learner()).tokens), { userId: person.userId, reason }))).toBe(
    'request.forbidden',
  )
})

const over = (accessToken: string) => refusalOf(resolveAccess(visitor(), accessToken))
async function begin(admin: { ctx: Ctx }) {
  const person = await learner()
  return { person, tokens: await startImpersonation(fresh(admin.ctx), { userId: person.userId, reason, minutes: 5 }) }
}

test('it ends by time, by the next one, and by either of both', async () => {
  const admin = await administrator()
  const timed = await begin(admin)
  harness.clock.advance(5 * 60_000)
  expect(await over(timed.tokens.accessToken)).toMatch(/identity\.(access-expired|session-ended)/)
  const first = await begin(admin)
  const second = await begin(admin)
  expect(await over(first.tokens.accessToken)).toBe('identity.session-ended')
  expect(await stopImpersonation(await as(second.tokens), {})).toEqual({ ended: 1 })
  expect(await over(second.tokens.accessToken)).toBe('identity.session-ended')
  expect(await refusalOf(stopImpersonation(admin.ctx, {}))).toBe('identity.session-not-found')
})

test('the person looked at sees it among their sessions and can end it', async () => {
  const { person, tokens } = await begin(await administrator())
  const own = await as(person.tokens)
  const looked = (await listSessions(own, {})).items.find(({ kind }) => kind === 'impersonation')
  await endSession(fresh(own), { sessionId: looked?.id ?? '' })
  expect(await over(tokens.accessToken)).toBe('identity.session-ended')
})

test('whatever ends the administrator ends what they look at: leaving, being thrown out, losing the role', async () => {
  const [admin, chief] = [await administrator(), await administrator()]
  const left = await begin(admin)
  await signOut(harness.ctx(admin.actor), {})
  expect(await over(left.tokens.accessToken)).toBe('identity.session-ended')
  const kicked = await begin(admin)
  await endUserSessions(fresh(chief.ctx), { userId: admin.userId })
  expect(await over(kicked.tokens.accessToken)).toBe('identity.session-ended')
  const demoted = await begin(admin)
  await rows(harness.runtime.driver.db, sql`update identity.users set role = 'SALES' where id = ${admin.userId}::uuid`)
  expect(await over(demoted.tokens.accessToken)).toBe('identity.session-ended')
})

test('whoever becomes an administrator while being looked at is looked at no longer', async () => {
  const [admin, second, person] = [await administrator(onlyAdmin()), await administrator(), await withRole('SALES')]
  const { accessToken } = await startImpersonation(fresh(admin.ctx), { userId: person.userId, reason })
  const { id } = await changeRole(fresh(admin.ctx), { userId: person.userId, role: 'ADMIN', reason: 'joins the team' })
  await approveRoleChange(fresh(second.ctx), { roleChangeId: id })
  expect(await refusalOf(resolveAccess(visitor(), accessToken))).toBe('identity.session-ended')
})

test('however many an administrator starts at once, one is open', async () => {
  const admin = await administrator()
  const targets = [await learner(), await learner(), await learner(), await learner()]
  const outcomes = await Promise.all(targets.map(({ userId }) => refusalOf(startImpersonation(fresh(admin.ctx), { userId, reason }))))
  expect(outcomes.every((one) => one === 'nothing was refused')).toBe(true)
  const open = await rows(
    harness.runtime.driver.db,
    sql`select 1 as one from identity.sessions where via_user_id = ${admin.userId}::uuid and ended_at is null`,
  )
  expect(open).toHaveLength(1)
})
