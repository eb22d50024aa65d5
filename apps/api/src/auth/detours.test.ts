import { invite, provisionUser } from '@mas/domain/identity'
import { inTx, newId, system, type UserActor } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { password, textOf, twoEdges } from './two-edges-fixture.ts'

const { harness, call, codeTo, registered, urlOf } = twoEdges()
const codeIn = (told: unknown) => /"code":"([a-z]+\.[\w-]+)"/.exec(JSON.stringify(told))?.[1] ?? 'fine'
let networks = 0
const network = () => `198.18.${++networks}.1`
/** Many calls of one verb in one HTTP request. */
const batch = async (verb: string, inputs: readonly unknown[], comma = ',') => {
  const answer = await fetch(`${urlOf()}/trpc/${inputs.map(() => `identity.${verb}`).join(comma)}?batch=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': network() },
    body: JSON.stringify(Object.fromEntries(inputs.map((json, n) => [n, { json }]))),
  })
  const told: unknown = await answer.json()
  return { status: answer.status, codes: Array.isArray(told) ? told.map(codeIn) : [codeIn(told)] }
}
const countOf = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length

test('a batch multiplies no guesses: each counts by itself, of passwords and of codes, and long batches are refused whole', async () => {
  const { email } = await registered()
  const guesses = Array.from({ length: 20 }, (_, n) => ({ email, password: `guess number ${n}` }))
  const passwords = await batch('signIn', guesses)
  expect(countOf(passwords.codes, 'identity.credentials-invalid')).toBeLessThanOrEqual(5)
  expect(countOf(passwords.codes, 'identity.too-many-attempts')).toBeGreaterThanOrEqual(15)
  const { json } = await call('forgotPassword', { email })
  const right = await codeTo(email)
  const wrong = Array.from({ length: 19 }, (_, n) => ((Number(right) + 1 + n) % 1_000_000).toString().padStart(6, '0'))
  const resets = [...wrong, right].map((code) => ({ challengeId: json['challengeId'], code, newPassword: `${password} again` }))
  const codes = await batch('resetPassword', resets)
  expect(countOf(codes.codes, 'identity.code-invalid')).toBeLessThanOrEqual(5)
  // The right one may have been among the first five that were compared; never beside five wrong ones.
  expect(countOf(codes.codes, 'identity.code-invalid') + countOf(codes.codes, 'fine')).toBeLessThanOrEqual(5)
  for (const comma of [',', '%2C', '%2c'])
    expect(
      await batch(
        'signIn',
        Array.from({ length: 100 }, () => guesses[0]),
        comma,
      ),
    ).toMatchObject({ codes: ['request.batch-too-large'] })
})

test('no header says which method, network or person a call is of', async () => {
  const { email, token, userId } = await registered()
  const ip = network()
  const dressed = (n: number) => ({
    'x-forwarded-for': `10.${n}.0.1, 203.0.113.${n}, ${ip}`,
    'x-real-ip': `10.${n}.0.2`,
    'cf-connecting-ip': `10.${n}.0.3`,
    'true-client-ip': `10.${n}.0.4`,
    forwarded: `for=10.${n}.0.5`,
  })
  const noise = await Promise.all(Array.from({ length: 70 }, (_, n) => call('startPasskeySignIn', {}, { headers: dressed(n) })))
  expect(noise.filter(({ status }) => status === 429)).toHaveLength(10)
  for (const [name, value] of [
    ['x-http-method-override', 'POST'],
    ['x-http-method', 'POST'],
    ['x-method-override', 'DELETE'],
  ] as const) {
    const query = `input=${encodeURIComponent(JSON.stringify({ json: {} }))}&_method=POST`
    const answer = await fetch(`${urlOf()}/trpc/identity.signOut?${query}`, {
      headers: { authorization: `Bearer ${token}`, [name]: value },
    })
    expect(answer.status).toBe(405)
  }
  for (const headers of [
    { 'x-user-id': userId },
    { 'x-forwarded-user': email },
    { 'x-original-url': '/ops' },
    { cookie: `token=${token}; authToken=${token}` },
  ])
    expect((await call('getMe', {}, { headers })).code).toBe('request.unauthenticated')
  expect((await call('getMe', {}, { token })).json['id']).toBe(userId)
})

test('no secret passes for another: each opens only what it was made for', async () => {
  const { token, refreshToken, deviceProof } = await registered()
  const { ticket } = (await call('issueSocketTicket', {}, { token })).json
  const codeVerifier = 'a'.repeat(43)
  const secrets = { token, refreshToken, deviceProof, ticket: textOf(ticket) }
  for (const [name, secret] of Object.entries(secrets)) {
    if (name !== 'token') expect([name, (await call('getMe', {}, { token: secret })).code]).toEqual([name, 'identity.access-invalid'])
    if (name !== 'refreshToken')
      expect((await call('refresh', { refreshToken: secret, deviceProof })).code).toMatch(
        /^(?:identity\.refresh-invalid|request\.invalid)$/,
      )
    for (const [verb, input] of [
      ['redeemInvite', { token: secret, password: `${password} again` }],
      ['redeemTicket', { ticket: secret, codeVerifier }],
    ] as const)
      expect([name, verb, (await call(verb, input)).code]).toEqual([
        name,
        verb,
        expect.stringMatching(/^(?:identity\.ticket-invalid|request\.invalid)$/),
      ])
  }
  expect((await call('refresh', { refreshToken, deviceProof: refreshToken })).code).toBe('identity.refresh-invalid')
  expect((await call('refresh', { refreshToken, deviceProof })).status).toBe(200)
})

test('of many who open one invitation at once, with passwords of their own, one gets in and the others’ passwords are none', async () => {
  const boss = await registered('ADMIN')
  const actor: UserActor = {
    kind: 'user',
    userId: boss.userId,
    role: 'ADMIN',
    sessionId: newId(),
    confirmedAtMs: harness.clock.now().getTime(),
  }
  const email = `${newId()}@example.in`
  const { id } = await provisionUser(harness.ctx(actor), { email, fullName: 'Ravi Kumar', role: 'SALES' })
  const link = async () => (await inTx(harness.ctx(system('test')), (t) => invite(t, id))).link.split('#token=')[1] ?? ''
  const [older, newest] = [await link(), await link()]
  expect((await call('redeemInvite', { token: older, password })).code).toBe('identity.ticket-invalid')
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => call('redeemInvite', { token: newest, password: `${password} ${n}` }, { edge: n % 2 })),
  )
  const inside = answers.flatMap(({ status }, n) => (status === 200 ? [n] : []))
  expect(inside).toHaveLength(1)
  const deviceProof = answers[inside[0] ?? 0]?.json['deviceProof']
  const other = ((inside[0] ?? 0) + 1) % 6
  expect((await call('signIn', { email, password: `${password} ${other}`, deviceProof })).code).toBe('identity.credentials-invalid')
  expect((await call('signIn', { email, password: `${password} ${inside[0] ?? 0}`, deviceProof })).json['status']).toBe('signed-in')
})

test('answers about somebody and about nobody are alike to the byte', async () => {
  const known = (await registered()).email
  const unknown = `${newId()}@example.in`
  const sizesOf = async (verb: string, input: (email: string) => unknown) => {
    const sizes = []
    for (const email of [known, unknown]) {
      const answer = await fetch(`${urlOf()}/trpc/identity.${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': network(), 'x-request-id': 'the-same-for-both' },
        body: JSON.stringify({ json: input(email) }),
      })
      const names = [...answer.headers.keys()].toSorted()
      sizes.push({ status: answer.status, bytes: (await answer.arrayBuffer()).byteLength, names })
    }
    expect(sizes[0]).toEqual(sizes[1])
  }
  await sizesOf('signUp', (email) => ({ fullName: 'Asha Rao', email, password }))
  await sizesOf('forgotPassword', (email) => ({ email }))
  await sizesOf('signIn', (email) => ({ email, password: 'not the password of anybody' }))
})
