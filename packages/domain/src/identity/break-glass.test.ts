import { rows, sql } from '@mas/db'
import { system, type Ctx } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { listEntries } from '../audit/index.ts'
import { defineFlag, defineSetting, killFlag, liftKill, setFlagOverride, setFlagRules, setSetting } from '../settings/index.ts'
import { fakePorts, people } from './fixtures/people.ts'
import {
  blockUser,
  changeRole,
  emergencyHealth,
  endUserSessions,
  getMe,
  listOpenings,
  listSessions,
  listUsers,
  openBreakGlass,
  refresh,
  resolveAccess,
  reviewOpening,
  sealBreakGlass,
  signOut,
  stepUp,
  unblockUser,
} from './index.ts'
import { remindReview } from './remind-review.ts'
import { sweep } from './sweep.ts'
import { codeOf, stepAt } from './totp-rules.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports, poolSize: 16 })
const { visitor, withRole, onlyAdmin, registered, as } = people(harness, mails)
const stop = defineFlag({
  key: 'emergency.stop',
  default: true,
  owner: 'emergency',
  expiresOn: '2027-12-31',
  killSwitch: true,
  clientVisible: false,
})
const harmless = defineSetting({ key: 'emergency.harmless', schema: z.boolean(), default: false, describe: 'Stops nothing' })
const reason = 'the only administrator is unreachable and payouts are wrong'
const note = 'checked every entry with the two custodians'

const fresh = (ctx: Ctx): Ctx =>
  ctx.actor.kind === 'user' ? harness.ctx({ ...ctx.actor, confirmedAtMs: harness.clock.now().getTime() }) : ctx
type Made = ReturnType<typeof withRole>
const administrator = async (made: Made = withRole('ADMIN')) => ({ ...(await made), ctx: harness.ctx((await made).actor) })
const secretOf = (uri: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...(new URL(uri).searchParams.get('secret') ?? '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
  return Uint8Array.from(bits.join('').match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
const totpNow = (uri: string, stepsAgo = 0) => codeOf(secretOf(uri), stepAt(harness.clock.now().getTime()) - stepsAgo)

async function sealed(by?: Made) {
  const [sealer, a, b, target] = [await administrator(by), await withRole('SALES_HEAD'), await withRole('FINANCE'), await administrator()]
  const given = await sealBreakGlass(fresh(sealer.ctx), { custodianA: a.userId, custodianB: b.userId, replace: true })
  const open = (more: Partial<{ phrase: string; totp: string; targetEmail: string; ip: string }> = {}) => {
    const { ip, ...input } = more
    return openBreakGlass(visitor(ip === undefined ? {} : { ip }), {
      phrase: given.phrase,
      totp: totpNow(given.uri),
      targetEmail: target.email,
      reason,
      ...input,
    })
  }
  return { sealer, a, b, target, given, open }
}

test('two custodians open it once, for half an hour, and everybody concerned is told once', async () => {
  const { sealer, a, b, target, given, open } = await sealed(onlyAdmin())
  const third = await administrator()
  await harness.drain()
  const told = mails.filter(({ kind }) => kind === 'break-glass-sealed').map(({ to }) => to)
  expect(told.toSorted()).toEqual([a, b, target].map(({ email }) => email).toSorted())
  expect(JSON.stringify(mails.filter(({ kind }) => kind === 'break-glass-sealed'))).not.toContain(given.phrase)
  const openedAt = harness.clock.now()
  const before = mails.length
  const tokens = await open()
  expect(tokens.refreshToken).toBeUndefined()
  expect(tokens.deviceProof).toBeUndefined()
  expect(tokens.accessExpiresAt).toBe(new Date(openedAt.getTime() + 30 * 60_000).toISOString())
  await harness.drain()
  const alarmed = mails.slice(before).filter(({ kind }) => kind === 'break-glass-opened')
  expect(alarmed.map(({ to }) => to).toSorted()).toEqual([sealer, a, b, target, third].map(({ email }) => email).toSorted())
  expect(await refusalOf(open())).toBe('identity.break-glass-refused')

  const inside = await as(tokens)
  expect((await getMe(inside, {})).session).toMatchObject({ kind: 'break-glass', readOnly: false, by: null })
  const own = await listSessions(harness.ctx(target.actor), {})
  expect(own.items.map(({ kind }) => kind).toSorted()).toEqual(['break-glass', 'normal'])
  const [stored] = await rows(
    harness.runtime.driver.db,
    sql`select * from identity.break_glass_credentials where id = ${given.credentialId}::uuid`,
  )
  expect(JSON.stringify(stored)).not.toContain(given.phrase.replaceAll('-', ''))

  harness.clock.advance(30 * 60_000 - 1)
  expect((await listUsers(await as(tokens), {})).items.length).toBeGreaterThan(0)
  harness.clock.advance(1)
  expect(await refusalOf(resolveAccess(visitor(), tokens.accessToken))).toMatch(/identity\.(access-expired|session-ended)/)
  await sweep(harness.ctx(system('identity.sweep')))
  const [opening] = (await listOpenings(fresh(third.ctx), { unreviewed: true })).items
  expect(opening).toMatchObject({ targetId: target.userId, reason, closedAt: opening?.expiresAt ?? 'never', reviewedBy: null })
})

test('of many who open it at the same instant with everything right, exactly one gets in and one opening exists', async () => {
  const { given, open } = await sealed()
  const tries = await Promise.all(Array.from({ length: 12 }, (_, n) => refusalOf(open({ ip: `192.0.2.${n}` }))))
  expect(tries.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(new Set(tries)).toEqual(new Set(['nothing was refused', 'identity.break-glass-refused']))
  const counted = await rows<{ openings: number; sessions: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as openings, (select count(*)::int from identity.sessions s where s.opening_id = any(array_agg(o.id))) as sessions
        from identity.break_glass_openings o where credential_id = ${given.credentialId}::uuid`,
  )
  expect(counted).toEqual([{ openings: 1, sessions: 1 }])
})

test('every cause of a refusal sounds the same and spends nothing', async () => {
  const { given, target, open } = await sealed()
  const wrongCode = totpNow(given.uri) === '000000' ? '111111' : '000000'
  const blocked = await registered()
  await rows(harness.runtime.driver.db, sql`update identity.users set state = 'blocked', blocked_at = now() where email = ${blocked.email}`)
  for (const wrong of [
    { phrase: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAAA' },
    { totp: wrongCode },
    { totp: totpNow(given.uri, 2) },
    { targetEmail: 'nobody@example.in' },
    { targetEmail: 'no address' },
    { targetEmail: blocked.email },
  ])
    expect(await refusalOf(open(wrong))).toBe('identity.break-glass-refused')
  for (let n = 0; n < 12; n++) await refusalOf(open({ phrase: 'guess', ip: '198.18.0.1' }))
  expect(await refusalOf(open({ ip: '198.18.0.1' }))).toBe('identity.break-glass-refused')
  // Elsewhere the door is open: nobody shuts it for the custodians.
  expect(await refusalOf(open({ phrase: given.phrase.toLowerCase().replaceAll('-', ' ') }))).toBe('nothing was refused')
  const log = await rows<{ outcome: string }>(
    harness.runtime.driver.db,
    sql`select outcome from identity.sign_in_log where method = 'break-glass' and user_id = ${target.userId}::uuid`,
  )
  expect(log.filter(({ outcome }) => outcome === 'success')).toHaveLength(1)
})

test('inside, one reads and does what the emergency needs; everything else is denied, and all of it is on the emergency chain', async () => {
  const { sealer, target, open } = await sealed()
  const victim = await registered()
  const inside = await as(await open())
  const victimId = (await listUsers(inside, { email: victim.email })).items[0]?.id ?? ''
  await blockUser(sealer.ctx, { userId: victimId, reasonCode: 'error', note: 'by mistake' })
  // Half an hour cannot be prolonged by confirming again, so it is fresh throughout.
  harness.clock.advance(20 * 60_000)
  const later = await resolvedAgain(inside)
  expect((await unblockUser(later, { userId: victimId, note: 'undoing a mistake' })).state).toBe('active')
  expect(await refusalOf(endUserSessions(later, { userId: victimId }))).toBe('nothing was refused')
  expect(await refusalOf(killFlag(later, { flag: stop.key, reason: 'stop the harm' }))).toBe('nothing was refused')
  const tried = [
    setSetting(later, { key: harmless.key, value: true, baseVersion: 0, reason: 'why not this' }),
    liftKill(later, { flag: stop.key, reason: 'and start it again' }),
    setFlagRules(later, { flag: stop.key, rules: [], baseVersion: 1, reason: 'and start it again' }),
    setFlagOverride(later, { flag: stop.key, userId: victimId, value: true, reason: 'and start it again' }),
    changeRole(later, { userId: victimId, role: 'SALES', reason: 'promotion' }),
    blockUser(later, { userId: victimId, reasonCode: 'spam', note: 'no' }),
    stepUp(later, { password: 'x' }),
    sealBreakGlass(later, { custodianA: victimId, custodianB: target.userId }),
  ]
  expect(new Set(await Promise.all(tried.map(refusalOf)))).toEqual(new Set(['identity.break-glass-denied']))
  const entries = (await listEntries(fresh(sealer.ctx), { actorId: target.userId, limit: 200 })).items
  const seen = new Set(entries.map(({ action, effect }) => `${action} ${effect}`))
  for (const one of [
    'identity.list-users read',
    'identity.unblock-user write',
    'identity.change-role refused',
    'settings.kill-flag write',
    'settings.set-setting refused',
  ])
    expect(seen).toContain(one)
  const chains = await rows<{ chain: number }>(
    harness.runtime.driver.db,
    sql`select distinct chain from audit.entries where actor_id = ${target.userId} and at >= ${harness.clock.now().toISOString()}::timestamptz`,
  )
  expect(chains).toEqual([{ chain: 101 }])
})

async function resolvedAgain(ctx: Ctx): Promise<Ctx> {
  if (ctx.actor.kind !== 'user') throw new Error('nobody')
  return harness.ctx({ ...ctx.actor, confirmedAtMs: harness.clock.now().getTime() })
}

test('neither custodian nor the person opened reviews it; of many others one does, the session ends and the credential is retired', async () => {
  const { sealer, a, b, target, given, open } = await sealed()
  const tokens = await open()
  const [opening] = (await listOpenings(fresh(sealer.ctx), {})).items
  const openingId = opening?.id ?? ''
  await rows(harness.runtime.driver.db, sql`update identity.users set role = 'ADMIN' where id in (${a.userId}::uuid, ${b.userId}::uuid)`)
  for (const { actor } of [a, b, target])
    expect(await refusalOf(reviewOpening(fresh(harness.ctx({ ...actor, role: 'ADMIN' })), { openingId, note }))).toBe(
      'identity.review-refused',
    )
  const others = [sealer, await administrator(), await administrator()]
  const tries = await Promise.all(others.map(({ ctx }) => refusalOf(reviewOpening(fresh(ctx), { openingId, note }))))
  expect(tries.toSorted()).toEqual(['identity.review-refused', 'identity.review-refused', 'nothing was refused'])
  expect(await refusalOf(resolveAccess(visitor(), tokens.accessToken))).toBe('identity.session-ended')
  const [row] = await rows<{ state: string }>(
    harness.runtime.driver.db,
    sql`select state from identity.break_glass_credentials where id = ${given.credentialId}::uuid`,
  )
  expect(row?.state).toBe('retired')
  expect(await refusalOf(reviewOpening(fresh(sealer.ctx), { openingId: crypto.randomUUID(), note }))).toBe('identity.opening-not-found')
})

test('a review is asked for every day, of those who may give it, and after 72 hours operators see red', async () => {
  await rows(
    harness.runtime.driver.db,
    sql`update identity.break_glass_openings set closed_at = coalesce(closed_at, expires_at), reviewed_by = sealer.id, reviewed_at = now(), note = 'set aside'
    from (select id from identity.users where role = 'USER' limit 1) sealer where reviewed_at is null`,
  )
  const health = () => emergencyHealth(harness.ctx(system('ops')))
  expect(await health()).toEqual({ ok: true, unreviewed: 0, oldestOpenedAt: null })
  const { sealer, a, target, open } = await sealed()
  await open()
  await harness.drain()
  const before = mails.length
  await remindReview(harness.ctx(system('identity.remind-review')))
  await harness.drain()
  const reminded = mails.slice(before).map(({ to }) => to)
  expect(reminded).toContain(sealer.email)
  for (const { email } of [a, target]) expect(reminded).not.toContain(email)
  harness.clock.advance(72 * 3_600_000 - 1)
  expect(await health()).toMatchObject({ ok: true, unreviewed: 1 })
  harness.clock.advance(1)
  expect((await health()).ok).toBe(false)
})

test('there is one sealed credential, however many seal at once, and it is replaced on purpose only', async () => {
  const { sealer, a, b } = await sealed()
  const seal = (replace: boolean) => refusalOf(sealBreakGlass(fresh(sealer.ctx), { custodianA: a.userId, custodianB: b.userId, replace }))
  expect(await seal(false)).toBe('identity.break-glass-sealed')
  await rows(
    harness.runtime.driver.db,
    sql`update identity.break_glass_credentials set state = 'retired', retired_at = now() where state = 'sealed'`,
  )
  const tries = await Promise.all(Array.from({ length: 6 }, () => seal(false)))
  expect(tries.filter((one) => one === 'nothing was refused')).toHaveLength(1)
  expect(new Set(tries)).toEqual(new Set(['nothing was refused', 'identity.break-glass-sealed']))
  expect(await refusalOf(sealBreakGlass(fresh(sealer.ctx), { custodianA: a.userId, custodianB: a.userId }))).toBe('request.invalid')
  const learner = await registered()
  const learnerId = (await listUsers(sealer.ctx, { email: learner.email })).items[0]?.id ?? ''
  expect(await refusalOf(sealBreakGlass(fresh(sealer.ctx), { custodianA: a.userId, custodianB: learnerId, replace: true }))).toBe(
    'identity.user-not-found',
  )
  harness.clock.advance(10 * 60_000)
  expect(await refusalOf(sealBreakGlass(sealer.ctx, { custodianA: a.userId, custodianB: b.userId }))).toBe('request.fresh-sign-in-required')
})

test('leaving early closes the opening, and nothing prolongs or revives it, not even SQL', async () => {
  const { given, open } = await sealed()
  const tokens = await open()
  const db = harness.runtime.driver.db
  const inside = await as(tokens)
  expect(await refusalOf(refresh(visitor(), { refreshToken: 'mrt_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }))).toBe('identity.refresh-invalid')
  const sessionId = inside.actor.kind === 'user' ? inside.actor.sessionId : ''
  const edit = (statement: ReturnType<typeof sql>) => refusalOf(rows(db, statement))
  expect(
    await edit(
      sql`update identity.sessions set absolute_expires_at = absolute_expires_at + interval '1 hour' where id = ${sessionId}::uuid`,
    ),
  ).not.toBe('nothing was refused')
  expect(await edit(sql`update identity.sessions set kind = 'normal', opening_id = null where id = ${sessionId}::uuid`)).not.toBe(
    'nothing was refused',
  )
  expect(await edit(sql`update identity.break_glass_credentials set state = 'sealed' where id = ${given.credentialId}::uuid`)).not.toBe(
    'nothing was refused',
  )
  expect(
    await edit(
      sql`update identity.break_glass_credentials set state = 'retired', retired_at = now() where id = ${given.credentialId}::uuid`,
    ),
  ).not.toBe('nothing was refused')
  expect(await edit(sql`update identity.break_glass_openings set reason = 'something quite different from before'`)).not.toBe(
    'nothing was refused',
  )
  expect(await edit(sql`delete from identity.break_glass_openings`)).not.toBe('nothing was refused')
  harness.clock.advance(60_000)
  const leftAt = harness.clock.now()
  await signOut(harness.ctx(inside.actor), {})
  await sweep(harness.ctx(system('identity.sweep')))
  const [opening] = await rows<{ closedAt: Date }>(
    db,
    sql`select closed_at as "closedAt" from identity.break_glass_openings where credential_id = ${given.credentialId}::uuid`,
  )
  expect(opening?.closedAt.getTime()).toBe(leftAt.getTime())
})

test('an answer that is kept for repeats of its request is kept sealed: the phrase lies nowhere in clear', async () => {
  const [sealer, a, b] = [await administrator(), await withRole('SALES_HEAD'), await withRole('FINANCE')]
  const ctx = { ...fresh(sealer.ctx), requestKey: 'seal-once' }
  const input = { custodianA: a.userId, custodianB: b.userId, replace: true }
  const first = await sealBreakGlass(ctx, input)
  expect(await sealBreakGlass(ctx, input)).toEqual(first)
  const kept = await rows(harness.runtime.driver.db, sql`select * from requests.keys where key = 'seal-once'`)
  expect(kept).toHaveLength(1)
  for (const shown of [first.phrase, first.uri, first.credentialId]) expect(JSON.stringify(kept)).not.toContain(shown)
})
