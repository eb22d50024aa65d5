import { createHmac } from 'node:crypto'
import { bootstrapAdmin } from '@mas/domain/identity'
import { newId, system, type Ports } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { testApp } from '../edge-fixture.ts'
import { resolveActor } from './resolve-actor.ts'

const mails: { to: string; kind: string; secret?: string }[] = []
const off = { outcome: 'refused', reason: 'off', retry: 'never' } as const
const ports: Partial<Ports> = {
  identityMail: {
    deliver: ({ to, kind, secret }) => {
      mails.push({ to, kind, ...(secret !== undefined && { secret }) })
      return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
    },
  },
  humanCheck: { mode: 'off', check: () => Promise.resolve(off) },
  breachedPasswords: { mode: 'off', timesSeen: () => Promise.resolve(off) },
}
const harness = useHarness({ ports, now: '2026-11-23T03:30:00.000Z' })
const password = 'violet tram over quiet hills'
const reason = 'the only administrator is unreachable and payouts are wrong'

/** What a client gets: the data of an answer, or the code of its refusal. */
async function call(name: string, input: unknown, token?: string): Promise<unknown> {
  const [verb = '', domain = 'identity'] = name.split('.').toReversed()
  const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) }
  const isRead = /^(get|list)/.test(verb)
  const body = JSON.stringify({ json: input })
  const path = `/trpc/${domain}.${verb}`
  const answer = await testApp(harness, { resolveActor }).request(
    isRead ? `${path}?input=${encodeURIComponent(body)}` : path,
    isRead ? { headers } : { method: 'POST', headers, body },
  )
  const told: unknown = await answer.json()
  return at(told, 'result', 'data', 'json') ?? at(told, 'error', 'json', 'data', 'code')
}
function at(value: unknown, ...keys: string[]): unknown {
  return keys.reduce((inner, key) => Reflect.get(Object(inner), key), value)
}
const text = (value: unknown, ...keys: string[]) => String(at(value, ...keys))

async function activated(link: string) {
  const tokens = await call('redeemInvite', { token: link.split('#token=')[1], password })
  const token = text(tokens, 'accessToken')
  return { token, me: await call('getMe', {}, token), id: text(await call('getMe', {}, token), 'id') }
}
async function person(admin: string, email: string, role: string) {
  await call('provisionUser', { email, fullName: 'Ravi Kumar', role }, admin)
  await harness.drain()
  return { email, ...(await activated(mails.findLast(({ to, kind }) => to === email && kind === 'invite')?.secret ?? '')) }
}
function totpOf(uri: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...(new URL(uri).searchParams.get('secret') ?? '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(harness.clock.now().getTime() / 30_000)))
  const mac = createHmac('sha1', Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))))
    .update(counter)
    .digest()
  return ((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7f_ff_ff_ff) % 1_000_000).toString().padStart(6, '0')
}

test('break-glass opened at 09:00 through the public edge: once, to 09:30, told to each distinct person once, reviewed by somebody else', async () => {
  const { activationUrl } = await bootstrapAdmin(harness.ctx(system('cli')), { email: 'one@example.in' })
  const first = await activated(activationUrl)
  const target = await person(first.token, 'target@example.in', 'ADMIN')
  const second = await person(first.token, 'two@example.in', 'SALES')
  const change = await call('changeRole', { userId: second.id, role: 'ADMIN', reason: 'joins the team' }, first.token)
  expect(at(change, 'state')).toBe('pending')
  await call('approveRoleChange', { roleChangeId: at(change, 'id') }, target.token)
  const [a, b] = [await person(first.token, 'a@example.in', 'SALES_HEAD'), await person(first.token, 'b@example.in', 'SALES')]
  const sealed = await call('sealBreakGlass', { custodianA: a.id, custodianB: b.id }, first.token)
  const input = { phrase: at(sealed, 'phrase'), totp: totpOf(text(sealed, 'uri')), targetEmail: target.email, reason }

  await harness.drain()
  mails.length = 0
  const opened = await Promise.all(Array.from({ length: 4 }, () => call('openBreakGlass', input)))
  const tokens = opened.find((one) => typeof one === 'object')
  expect(opened.filter((one) => one === 'identity.break-glass-refused')).toHaveLength(3)
  expect(at(tokens, 'sessionExpiresAt')).toBe('2026-11-23T04:00:00.000Z')
  expect(at(tokens, 'refreshToken')).toBeUndefined()
  await harness.drain()
  expect(mails.map(({ to, kind }) => `${kind} ${to}`).toSorted()).toEqual(
    ['a', 'b', 'one', 'target', 'two'].map((name) => `break-glass-opened ${name}@example.in`),
  )

  const inside = text(tokens, 'accessToken')
  expect(at(await call('getMe', {}, inside), 'session')).toEqual({
    kind: 'break-glass',
    endsAt: '2026-11-23T04:00:00.000Z',
    by: null,
    readOnly: false,
  })
  expect(await call('changeRole', { userId: a.id, role: 'ADMIN', reason: 'grab what I can' }, inside)).toBe('identity.break-glass-denied')
  // What does harm is stopped at once, everywhere; nothing is set, and nothing is started again.
  for (const flag of ['identity.sign-up', 'leads.exports', 'notifications.outreach'])
    expect(at(await call('settings.killFlag', { flag, reason }, inside), 'state')).toBe('applied')
  expect(await call('signUp', { fullName: 'X', email: 'x@example.in', password })).toBe('settings.stopped')
  expect(await call('leads.exportLeads', { requestId: newId(), filter: { city: 'Pune' } }, first.token)).toBe('settings.stopped')
  const dailyCap = { key: 'notifications.daily-cap', value: 1, baseVersion: 0, reason }
  expect(await call('settings.setSetting', dailyCap, inside)).toBe('identity.break-glass-denied')
  expect(await call('settings.liftKill', { flag: 'identity.sign-up', reason }, inside)).toBe('identity.break-glass-denied')
  for (const flag of ['identity.sign-up', 'leads.exports', 'notifications.outreach'])
    expect(at(await call('settings.liftKill', { flag, reason }, first.token), 'state')).toBe('applied')
  expect(at(await call('leads.exportLeads', { requestId: newId(), filter: { city: 'Pune' } }, first.token), 'state')).toBe('writing')
  expect(await call('openBreakGlass', input)).toBe('identity.break-glass-refused')
  const opening = at(await call('listOpenings', {}, first.token), 'items', '0')
  const review = { openingId: at(opening, 'id'), note: 'checked every entry with both custodians' }
  expect(await call('reviewOpening', review, a.token)).toBe('request.forbidden')
  expect(await call('reviewOpening', review, target.token)).toBe('identity.review-refused')
  expect(at(await call('reviewOpening', review, first.token), 'reviewedBy')).toBe(first.id)
  expect(await call('getMe', {}, inside)).toBe('identity.session-ended')
})

test('an administrator looks through a person’s eyes over the public edge, reads, changes nothing, and leaves', async () => {
  const admin = text(await call('signIn', { email: 'one@example.in', password }), 'challengeId')
  await harness.drain()
  const tokens = await call('finishSignIn', { challengeId: admin, code: mails.findLast(({ kind }) => kind === 'code')?.secret })
  const own = text(tokens, 'accessToken')
  const learner = await person(own, 'learner@example.in', 'USER')
  const looking = text(
    await call('startImpersonation', { userId: learner.id, reason: 'reports an empty page', minutes: 5 }, own),
    'accessToken',
  )
  expect(await call('getMe', {}, looking)).toMatchObject({
    id: learner.id,
    session: { kind: 'impersonation', readOnly: true, by: { role: 'ADMIN' } },
  })
  expect(await call('updateProfile', { profession: 'none' }, looking)).toBe('identity.impersonation-read-only')
  expect(await call('signUp', { fullName: 'X', email: 'x@example.in', password }, looking)).toBe('identity.impersonation-read-only')
  expect(at(await call('listSessions', {}, learner.token), 'items')).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'impersonation' })]),
  )
  expect(await call('stopImpersonation', {}, looking)).toEqual({ ended: 1 })
  expect(await call('getMe', {}, looking)).toBe('identity.session-ended')
})

test('a sign-in never continues what a browser brought along, and leaving clears what its pages kept', async () => {
  const app = testApp(harness, { resolveActor })
  const origin = 'https://app.example.in'
  const post = (path: string, body: unknown, cookie = '') =>
    app.request(path, { method: 'POST', headers: { origin, 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
  const planted = '__Host-mas_rt=mrt_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
  const asked = await post('/auth/sign-in', { email: 'learner@example.in', password }, planted)
  const challengeId = at(await asked.json(), 'challengeId')
  await harness.drain()
  const signedIn = await post('/auth/finish-sign-in', { challengeId, code: mails.findLast(({ kind }) => kind === 'code')?.secret }, planted)
  const set = signedIn.headers.getSetCookie().find((one) => one.startsWith('__Host-mas_rt='))
  expect(set).toBeDefined()
  expect(set).not.toContain('mrt_aaaa')
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const left = await post('/auth/sign-out', {}, cookie)
  expect(left.headers.get('clear-site-data')).toBe('"cache", "storage"')
  expect((await post('/auth/refresh', {}, cookie)).status).toBe(401)
})
