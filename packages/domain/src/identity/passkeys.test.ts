import { generateKeyPairSync } from 'node:crypto'
import type { PasskeyAssertion, Tokens } from '@mas/contracts/identity'
import { sql } from '@mas/db'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { setSetting } from '../settings/index.ts'
import { authenticator, type Authenticator, type Behaviour } from '@mas/testing/authenticator'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  addPasskey,
  blockUser,
  finishPasskeySignIn,
  finishSignIn,
  getMe,
  listPasskeys,
  listSignIns,
  removePasskey,
  removeTotp,
  resendCode,
  resetFactors,
  signIn,
  startPasskey,
  startPasskeySignIn,
  startStepUp,
  stepUp,
} from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, withRole, as, actorOf } = people(harness, mails)
const origin = 'http://localhost:5173'

async function withPasskey(person: { email: string; tokens: Tokens }, device = authenticator(origin)) {
  const { challengeId, options } = await startPasskey(await as(person.tokens), {})
  const added = await addPasskey(await as(person.tokens), { challengeId, label: 'my phone', passkey: device.create(options) })
  const { passkey, recoveryCodes = [], ...tokens } = added
  return { ...person, device, passkey, recoveryCodes, tokens: { ...person.tokens, ...tokens } }
}
async function assertion(device: Authenticator, how: Behaviour = {}): Promise<{ challengeId: string; passkey: PasskeyAssertion }> {
  const { challengeId, options } = await startPasskeySignIn(visitor(), {})
  return { challengeId, passkey: device.get(options, how) }
}
const enter = (given: { challengeId: string; passkey: PasskeyAssertion }) => finishPasskeySignIn(visitor(), given)

test('a passkey signs in by itself: no password, no mailed code, no second factor, and the person is told of the new device', async () => {
  const { email, device, passkey } = await withPasskey(await registered())
  expect(passkey).toMatchObject({ label: 'my phone', rpId: 'localhost', lastUsedAt: null })
  const tokens = await enter(await assertion(device))
  expect(await getMe(await as(tokens), {})).toMatchObject({ email, passkeys: 1, hasTotp: false, recoveryCodesLeft: 10 })
  await harness.drain()
  expect(mails.filter((mail) => mail.to === email).map((mail) => mail.kind)).toEqual(['code', 'factor-changed', 'new-device'])
  const [row] = await harness.runtime.driver.db.execute<{ amr: string[]; device: string | null; session: string | null }>(
    sql`select amr, device_id as device, session_id as session from identity.sign_in_log where method = 'passkey' and outcome = 'success'`,
    'objects',
  )
  expect(row).toMatchObject({ amr: ['passkey'], session: (await actorOf(tokens)).sessionId })
  expect(row?.device).toBeString()
  expect((await listPasskeys(await as(tokens), {})).items).toEqual([{ ...passkey, lastUsedAt: harness.clock.now().toISOString() }])
})

test('an answer works once: its replay is refused, and of ten that come together one gets in', async () => {
  const { device } = await withPasskey(await registered())
  const given = await assertion(device)
  const codes = await Promise.all(Array.from({ length: 10 }, () => refusalOf(enter(given))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['nothing was refused', 'identity.passkey-refused']))
  const { challengeId, options } = await startPasskeySignIn(visitor(), {})
  expect(options.challenge).not.toBe(Buffer.from(given.passkey.response.clientDataJSON, 'base64url').toString())
  expect(await refusalOf(enter({ challengeId, passkey: given.passkey }))).toBe('identity.passkey-refused')
  expect(await refusalOf(enter({ ...given, challengeId }))).toBe('identity.passkey-refused')
})

const wrong: Record<string, Behaviour> = {
  'another origin': { origin: 'https://localhost.evil.example' },
  'the same host on another port': { origin: 'http://localhost:5174' },
  'another site': { rpId: 'evil.example' },
  'another question': { challenge: Buffer.alloc(32).toString('base64url') },
  'a page inside somebody else’s': { framed: true },
  'a user who was not verified': { userVerified: false },
  'the answer to a registration': { type: 'webauthn.create' },
  'another key': { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
  'another person': { userHandle: Buffer.alloc(16, 7).toString('base64url') },
}
test.each(Object.keys(wrong))('an answer with %s is refused like every other, and logged with its cause', async (what) => {
  const { device, tokens } = await withPasskey(await registered())
  expect(await refusalOf(enter(await assertion(device, wrong[what])))).toBe('identity.passkey-refused')
  const { items } = await listSignIns(await as(tokens), {})
  expect(items.find(({ method }) => method === 'passkey')).toMatchObject({ outcome: 'refused', reason: 'identity.passkey-refused' })
  const [row] = await harness.runtime.driver.db.execute<{ facts: { passkey?: string } }>(
    sql`select facts from identity.sign_in_log where method = 'passkey' and outcome = 'refused' and user_id = ${(await actorOf(tokens)).userId}::uuid`,
    'objects',
  )
  expect(row?.facts.passkey).toBeString()
  expect((await enter(await assertion(device))).refreshToken).toStartWith('mrt_')
})

test('a count that falls back or stands still means a copied key: refused, whichever of the two comes second', async () => {
  const { device } = await withPasskey(await registered())
  await enter(await assertion(device, { signCount: 7 }))
  for (const signCount of [7, 6, 1, 0])
    expect(await refusalOf(enter(await assertion(device, { signCount })))).toBe('identity.passkey-refused')
  const copies = await Promise.all([assertion(device, { signCount: 8 }), assertion(device, { signCount: 8 })])
  const codes = await Promise.all(copies.map((one) => refusalOf(enter(one))))
  expect(codes.toSorted()).toEqual(['identity.passkey-refused', 'nothing was refused'])
  expect((await enter(await assertion(device, { signCount: 9 }))).refreshToken).toStartWith('mrt_')
})

test('authenticators that never count keep working', async () => {
  const { device } = await withPasskey(await registered())
  for (let n = 0; n < 3; n++) expect((await enter(await assertion(device, { signCount: 0 }))).refreshToken).toStartWith('mrt_')
})

test.each(['another origin', 'another site', 'another question', 'a page inside somebody else’s', 'a user who was not verified'])(
  'a registration with %s is refused and leaves no passkey',
  async (what) => {
    const { tokens } = await registered()
    const { challengeId, options } = await startPasskey(await as(tokens), {})
    const passkey = authenticator(origin).create(options, wrong[what])
    expect(await refusalOf(addPasskey(await as(tokens), { challengeId, label: 'x', passkey }))).toBe('identity.passkey-refused')
    expect((await listPasskeys(await as(tokens), {})).items).toEqual([])
  },
)

test('a credential belongs to one person for good, and a question to the person it was put to', async () => {
  const first = await withPasskey(await registered())
  const { tokens } = await registered()
  const { challengeId, options } = await startPasskey(await as(tokens), {})
  const passkey = first.device.create(options)
  expect(await refusalOf(addPasskey(await as(tokens), { challengeId, label: 'x', passkey }))).toBe('identity.passkey-refused')
  await removePasskey(await as(first.tokens), { passkeyId: first.passkey.id })
  expect(await refusalOf(addPasskey(await as(tokens), { challengeId, label: 'x', passkey }))).toBe('identity.passkey-refused')
  const other = await registered()
  const asked = await startPasskey(await as(other.tokens), {})
  const made = authenticator(origin).create(asked.options)
  const given = { challengeId: asked.challengeId, label: 'x', passkey: made }
  expect(await refusalOf(addPasskey(await as(tokens), given))).toBe('identity.passkey-refused')
})

test('a site of its own: a passkey of one platform is worth nothing on another domain', async () => {
  const { device } = await withPasskey(await registered())
  const site = { rpId: 'hire.example', name: 'Mr. Hire', origins: ['https://hire.example'] }
  const local = { rpId: 'localhost', name: 'MAS', origins: [origin] }
  let baseVersion = 0
  const set = async (value: Parameters<typeof setSetting>[1]['value']) => {
    await setSetting(harness.ctx(someone('ADMIN')), { key: 'identity.passkey-sites', value, baseVersion, reason: 'this test' })
    baseVersion += 1
  }
  await set({ 'my-analytics-school': site, 'mr-mentor': local, 'mr-hire': site })
  const given = await assertion(device, { origin: 'https://hire.example' })
  expect(await refusalOf(enter(given))).toBe('identity.passkey-refused')
  for (const origins of [['https://evil.example'], ['https://hire.example/path'], ['https://nothire.example'], []])
    expect(await refusalOf(set({ 'my-analytics-school': { ...site, origins }, 'mr-mentor': local, 'mr-hire': site }))).toBe(
      'settings.invalid-value',
    )
  await set({ 'my-analytics-school': local, 'mr-mentor': local, 'mr-hire': local })
})

test('after the password it is the second factor, alone or beside recovery codes', async () => {
  const { email, device, recoveryCodes } = await withPasskey(await registered())
  expect(recoveryCodes).toHaveLength(10)
  const begun = await signIn(visitor(), { email, password: goodPassword })
  if (begun.status !== 'second-factor' || begun.passkey === undefined) throw new Error(begun.status)
  expect(begun.methods).toEqual(['passkey', 'recovery-code'])
  const { challengeId } = begun
  const stranger = await withPasskey(await registered())
  const foreign = stranger.device.get(begun.passkey)
  expect(await refusalOf(finishSignIn(visitor(), { challengeId, passkey: foreign }))).toBe('identity.passkey-refused')
  expect(await refusalOf(resendCode(visitor(), { challengeId }))).toBe('identity.challenge-dead')
  const tokens = await finishSignIn(visitor(), { challengeId, passkey: device.get(begun.passkey) })
  expect(await refusalOf(finishSignIn(visitor(), { challengeId, passkey: device.get(begun.passkey) }))).toBe('identity.challenge-dead')
  expect((await signIn(visitor(), { email, password: goodPassword, deviceProof: tokens.deviceProof })).status).toBe('signed-in')
  const again = await signIn(visitor(), { email, password: goodPassword })
  if (again.status !== 'second-factor') throw new Error(again.status)
  const byPaper = { challengeId: again.challengeId, recoveryCode: recoveryCodes[0] ?? '' }
  expect((await finishSignIn(visitor(), byPaper)).refreshToken).toStartWith('mrt_')
})

test('it confirms who one is, and only the person the session belongs to', async () => {
  const { device, tokens } = await withPasskey(await registered())
  harness.clock.advance(11 * 60_000)
  const ctx = await as(tokens)
  const asked = await startStepUp(ctx, {})
  expect(asked.methods).toEqual(['passkey', 'password'])
  if (asked.challengeId === undefined || asked.passkey === undefined) throw new Error('no passkey was asked for')
  const { challengeId } = asked
  const stranger = await withPasskey(await registered())
  const answers = [stranger.device.get(asked.passkey), device.get(asked.passkey, { userVerified: false })]
  for (const passkey of answers) expect(await refusalOf(stepUp(ctx, { challengeId, passkey }))).toBe('identity.passkey-refused')
  const given = { challengeId, passkey: device.get(asked.passkey) }
  expect(await refusalOf(stepUp(await as(stranger.tokens), given))).toBe('identity.passkey-refused')
  const fresh = await stepUp(ctx, given)
  expect((await actorOf(fresh)).confirmedAtMs).toBe(harness.clock.now().getTime())
  expect(await refusalOf(stepUp(await as(fresh), given))).toBe('identity.challenge-dead')
})

test('an administrator who must have a factor may enrol a passkey, keeps the last one, and is blocked with it', async () => {
  const root = await withRole('ADMIN')
  await setSetting(harness.ctx(someone('ADMIN')), { key: 'identity.require-factor', value: true, baseVersion: 0, reason: 'go-live' })
  const admin = await withRole('ADMIN')
  expect(admin.tokens.restricted).toBe('enrol-factor')
  const { device, passkey, tokens } = await withPasskey(admin)
  expect(await getMe(await as(tokens), {})).toMatchObject({ restricted: null, passkeys: 1 })
  expect(await refusalOf(removePasskey(await as(tokens), { passkeyId: passkey.id }))).toBe('identity.factor-required')
  expect(await refusalOf(removeTotp(await as(tokens), {}))).toBe('identity.factor-not-found')
  expect((await enter(await assertion(device))).restricted).toBeUndefined()
  await setSetting(harness.ctx(someone('ADMIN')), {
    key: 'identity.require-factor',
    value: false,
    baseVersion: 1,
    reason: 'for the other tests',
  })
  await blockUser(harness.ctx(root.actor), { userId: admin.userId, reasonCode: 'left', note: 'left us' })
  expect(await refusalOf(enter(await assertion(device)))).toBe('identity.blocked')
  // A block that has run out keeps nobody out, sweep or no sweep.
  const until = new Date(harness.clock.now().getTime() + 3_600_000).toISOString()
  await blockUser(harness.ctx(root.actor), { userId: admin.userId, reasonCode: 'pause', note: 'an hour', until })
  harness.clock.set(until)
  expect((await enter(await assertion(device))).accessToken).toBeString()
})

test('what was removed, by the person or by an administrator, signs in no more and gives no recovery codes', async () => {
  const root = await withRole('ADMIN')
  const one = await withPasskey(await registered())
  const left = await removePasskey(await as(one.tokens), { passkeyId: one.passkey.id })
  expect(await getMe(await as({ ...one.tokens, ...left }), {})).toMatchObject({ passkeys: 0, recoveryCodesLeft: 0 })
  expect(await refusalOf(enter(await assertion(one.device)))).toBe('identity.passkey-refused')
  const two = await withPasskey(await registered())
  const { id: userId } = await getMe(await as(two.tokens), {})
  await resetFactors(harness.ctx(root.actor), { userId, proofNote: 'seen in person with passport' })
  expect(await refusalOf(enter(await assertion(two.device)))).toBe('identity.passkey-refused')
  expect(await refusalOf(actorOf(two.tokens))).toBe('identity.session-ended')
})

test('an eleventh passkey is refused', async () => {
  let person = await withPasskey(await registered())
  for (let n = 1; n < 10; n++) {
    harness.clock.advance(61_000)
    person = await withPasskey(person, authenticator(origin))
  }
  const { challengeId, options } = await startPasskey(await as(person.tokens), {})
  expect(options.excludeCredentials).toHaveLength(10)
  const passkey = authenticator(origin).create(options)
  expect(await refusalOf(addPasskey(await as(person.tokens), { challengeId, label: 'x', passkey }))).toBe('identity.passkey-limit')
})
