import { rows, sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { textOf, twoEdges, type Answer } from './two-edges-fixture.ts'

const { harness, call, cookieCall, registered, mails } = twoEdges()
const codesOf = (answers: readonly Answer[]) => answers.map(({ code }) => code ?? 'fine').toSorted()
const jar = ({ refreshToken, deviceProof }: { refreshToken: string; deviceProof: string }) =>
  `__Host-mas_rt=${refreshToken}; __Host-mas_dp=${deviceProof}`

test('fifty tabs of one browser that refresh at once, over both processes, all end up with the same cookie', async () => {
  const person = await registered()
  for (let round = 0, cookie = jar(person); round < 2; round++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => cookieCall('refresh', {}, { edge: n % 2, cookie, ip: '203.0.113.7' })),
    )
    expect(new Set(codesOf(answers))).toEqual(new Set(['fine']))
    const held = new Set(answers.flatMap(({ cookies }) => cookies.filter((one) => one.startsWith('__Host-mas_rt='))))
    expect(held.size).toBe(1)
    for (const { json } of answers) expect(Object.keys(json)).not.toContain('refreshToken')
    expect((await call('getMe', {}, { edge: 1, token: textOf(answers.at(-1)?.json['accessToken']) })).status).toBe(200)
    cookie = `${[...held][0] ?? ''}; __Host-mas_dp=${person.deviceProof}`
  }
})

test('a thief with the token alone gets nothing, and their try hurts nobody', async () => {
  const { refreshToken, deviceProof, token } = await registered()
  const stranger = await registered()
  for (const proof of [undefined, stranger.deviceProof, `mdp_${'a'.repeat(43)}`])
    expect((await call('refresh', { refreshToken, ...(proof !== undefined && { deviceProof: proof }) })).code).toBe(
      'identity.refresh-invalid',
    )
  expect((await call('getMe', {}, { token })).status).toBe(200)
  expect((await call('refresh', { refreshToken, deviceProof })).status).toBe(200)
})

test('a thief with token and proof who comes first is found out when the owner comes, on whichever process, and both are out', async () => {
  const owner = await registered()
  const { refreshToken, deviceProof } = owner
  const thief = await call('refresh', { refreshToken, deviceProof })
  const stolen = textOf(thief.json['accessToken'])
  expect((await call('getMe', {}, { token: stolen })).status).toBe(200)
  harness.clock.advance(31_000)
  const late = await Promise.all([0, 1, 0, 1].map((edge) => call('refresh', { refreshToken, deviceProof }, { edge })))
  expect(codesOf(late)).toEqual(['identity.refresh-reused', ...Array.from({ length: 3 }, () => 'identity.session-ended')])
  for (const edge of [0, 1]) {
    expect((await call('getMe', {}, { edge, token: stolen })).code).toBe('identity.session-ended')
    expect((await call('refresh', { refreshToken: thief.json['refreshToken'], deviceProof }, { edge })).code).toBe('identity.session-ended')
  }
  await harness.drain()
  expect(mails.filter(({ to, kind }) => to === owner.email && kind === 'sessions-ended-reuse')).toHaveLength(1)
})

test('a thief who comes second is refused and ends the family; one who guesses generations finds none', async () => {
  const { refreshToken, deviceProof } = await registered()
  const first = await call('refresh', { refreshToken, deviceProof })
  await call('getMe', {}, { token: textOf(first.json['accessToken']) })
  const second = await call('refresh', { refreshToken: first.json['refreshToken'], deviceProof })
  await call('getMe', {}, { token: textOf(second.json['accessToken']) })
  harness.clock.advance(3_600_000)
  expect((await call('refresh', { refreshToken: first.json['refreshToken'], deviceProof }, { edge: 1 })).code).toBe(
    'identity.refresh-reused',
  )
  expect((await call('getMe', {}, { token: textOf(second.json['accessToken']) })).code).toMatch(
    /identity\.(?:session-ended|access-expired)/,
  )
  for (const made of [`${refreshToken}x`, refreshToken.toUpperCase(), refreshToken.slice(4), `mrt_${'a'.repeat(43)}`, "mrt_' or 1=1 --"])
    expect((await call('refresh', { refreshToken: made, deviceProof })).code).toMatch(/^(?:identity\.refresh-invalid|request\.invalid)$/)
})

test('signing out ends the session for the token in the header and for the cookie, and a cookie of before brings nothing back', async () => {
  const person = await registered()
  const cookie = jar(person)
  expect((await cookieCall('sign-out', {}, { cookie })).status).toBe(200)
  expect((await call('getMe', {}, { edge: 1, token: person.token })).code).toBe('identity.session-ended')
  expect((await cookieCall('refresh', {}, { edge: 1, cookie })).code).toBe('identity.session-ended')
  const [row] = await rows<{ reason: string }>(
    harness.runtime.driver.db,
    sql`select end_reason as reason from identity.sessions where user_id = ${person.userId}::uuid`,
  )
  expect(row?.reason).toBe('sign-out')
})
