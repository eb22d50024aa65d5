import { createClient, errorOf } from '@mas/contracts/client'
import { expect, test } from 'bun:test'
import { EventSource } from 'eventsource'
import { textOf, twoEdges } from './two-edges-fixture.ts'

const { harness, call, codeTo, registered, urlOf } = twoEdges()
const reason = 'the team has changed'
const again = async ({ email, deviceProof }: { email: string; deviceProof: string }, edge = 0): Promise<string> => {
  const next = await call('signIn', { email, password: 'violet tram over quiet hills', deviceProof }, { edge })
  const challengeId = next.json['challengeId']
  if (challengeId === undefined) return textOf(Reflect.get(Object(next.json['tokens']), 'accessToken'))
  return textOf((await call('finishSignIn', { challengeId, code: await codeTo(email) }, { edge })).json['accessToken'])
}
/** Watches one's notices on a process; answers once the first value came, and how it ended. */
async function watched(edge: number, token: string): Promise<Promise<string>[]> {
  const client = createClient({ url: urlOf(edge), accessToken: () => token, EventSource })
  const ended = Promise.withResolvers<string>()
  await new Promise<void>((begun) => {
    client.notifications.watchNotices.subscribe(
      {},
      { onData: () => begun(), onError: (thrown) => (begun(), ended.resolve(errorOf(thrown)?.code ?? 'not ours')) },
    )
  })
  return [ended.promise]
}

test('a role taken away counts for the next call on every process and closes what is open, without signing anybody out', async () => {
  const [admin, other] = [await registered('ADMIN'), await registered('ADMIN')]
  expect((await call('listUsers', {}, { edge: 1, token: other.token })).status).toBe(200)
  const [end] = await watched(1, other.token)
  expect((await call('changeRole', { userId: other.userId, role: 'SALES', reason }, { token: admin.token })).json['state']).toBe('applied')
  for (const edge of [0, 1]) expect((await call('listUsers', {}, { edge, token: other.token })).code).toBe('request.forbidden')
  expect(await end).toBe('request.unauthenticated')
  expect((await call('getMe', {}, { edge: 1, token: other.token })).json['role']).toBe('SALES')
  const [still] = await watched(0, other.token)
  expect(await Promise.race([still, Promise.resolve('open')])).toBe('open')
})

test('nobody is two people: a second session approves nothing the first one asked for, and nobody decides about oneself', async () => {
  const [admin, second] = [await registered('ADMIN'), await registered('ADMIN')]
  const target = await registered()
  const { json } = await call('changeRole', { userId: target.userId, role: 'ADMIN', reason }, { token: admin.token })
  expect(json['state']).toBe('pending')
  const roleChangeId = json['id']
  const elsewhere = await again(admin, 1)
  const tries = await Promise.all(
    [admin.token, elsewhere, elsewhere].map((token, edge) => call('approveRoleChange', { roleChangeId }, { edge: edge % 2, token })),
  )
  expect(tries.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'identity.approver-is-requester'))
  expect((await call('approveRoleChange', { roleChangeId }, { token: target.token })).code).toBe('request.forbidden')
  for (const verb of ['changeRole', 'blockUser', 'endUserSessions', 'resetFactors'] as const) {
    const about = {
      changeRole: { role: 'USER', reason },
      blockUser: { reasonCode: 'left', note: reason },
      endUserSessions: {},
      resetFactors: { proofNote: reason },
    }
    expect((await call(verb, { userId: admin.userId, ...about[verb] }, { token: elsewhere })).code).toBe('identity.self-change')
  }
  expect((await call('approveRoleChange', { roleChangeId }, { edge: 1, token: second.token })).json['state']).toBe('applied')
})

test('whoever asked for a role and is no administrator any more has asked for nothing', async () => {
  const [admin, second] = [await registered('ADMIN'), await registered('ADMIN')]
  const target = await registered()
  const asked = await call('changeRole', { userId: target.userId, role: 'FINANCE', reason }, { token: admin.token })
  await call('blockUser', { userId: admin.userId, reasonCode: 'left', note: 'found to be somebody else' }, { token: second.token })
  expect((await call('approveRoleChange', { roleChangeId: asked.json['id'] }, { token: second.token })).code).toBe(
    'identity.role-change-expired',
  )
  expect((await call('getMe', {}, { token: target.token })).json['role']).toBe('USER')
})

test('nobody looks through an administrator, through two pairs of eyes, or out of an emergency', async () => {
  const [admin, second] = [await registered('ADMIN'), await registered('ADMIN')]
  const learner = await registered()
  const look = (userId: string, token: string) => call('startImpersonation', { userId, reason, minutes: 30 }, { token })
  expect((await look(second.userId, admin.token)).code).toBe('identity.impersonation-refused')
  expect((await look(admin.userId, admin.token)).code).toBe('identity.impersonation-refused')
  const looking = textOf((await look(learner.userId, admin.token)).json['accessToken'])
  for (const userId of [second.userId, admin.userId, learner.userId])
    expect((await look(userId, looking)).code).toMatch(/^(?:identity\.impersonation-read-only|request\.forbidden)$/)
  // What would make the look last, or turn it into the person themselves, is a change.
  for (const [verb, input] of [
    ['issueSocketTicket', {}],
    ['startStepUp', {}],
    ['stepUp', { password: 'violet tram over quiet hills' }],
    ['startTotp', {}],
    ['startPasskey', {}],
    ['startEmailChange', { newEmail: 'thief@example.in' }],
    ['endOtherSessions', {}],
  ] as const)
    expect((await call(verb, input, { token: looking })).code).toMatch(
      /^(?:identity\.impersonation-read-only|request\.(?:forbidden|fresh-sign-in-required))$/,
    )
  await call('blockUser', { userId: admin.userId, reasonCode: 'left', note: reason }, { token: second.token })
  expect((await call('getMe', {}, { edge: 1, token: looking })).code).toBe('identity.session-ended')
})

test('a stream of a session that lapses is closed at its end, sweep or no sweep', async () => {
  const [admin, learner] = [await registered('ADMIN'), await registered()]
  const { json } = await call('startImpersonation', { userId: learner.userId, reason, minutes: 1 }, { token: admin.token })
  harness.clock.set(new Date(Date.parse(textOf(json['sessionExpiresAt'])) - 1).toISOString())
  const [end] = await watched(1, textOf(json['accessToken']))
  harness.clock.advance(1)
  expect(await end).toBe('identity.session-ended')
})
