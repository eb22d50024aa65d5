import { newId, inTx, system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { flagDormant } from './flag-dormant.ts'
import { eraseUser, issuePublicCode, redeemPublicCode, signIn, userCards } from './index.ts'
import { prune } from './prune.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, newEmail, codeFor, registered, withRole, actorOf, events } = people(harness, mails)
const machine = () => harness.ctx(system('test'))
const dayMs = 86_400_000
const stateOf = async (id: string) => (await userCards(machine(), [id])).get(id)?.state

test('an erased person leaves an id and nothing else: no name, address, credential, device or network', async () => {
  const { email, tokens } = await registered()
  const { userId } = await actorOf(tokens)
  await inTx(machine(), (t) => eraseUser(t, userId))
  await inTx(machine(), (t) => eraseUser(t, userId))
  expect((await userCards(machine(), [userId])).get(userId)).toMatchObject({
    state: 'erased',
    fullName: 'erased',
    email: `erased+${userId}@invalid`,
    emailVerified: false,
    phone: null,
  })
  expect(await refusalOf(actorOf(tokens))).toBe('identity.session-ended')
  expect(await refusalOf(signIn(visitor(), { email, password: goodPassword }))).toBe('identity.credentials-invalid')
  const left = await harness.runtime.driver.db.execute<{ n: number }>(
    sql`select (select count(*) from identity.accounts where user_id = ${userId}::uuid) + (select count(*) from identity.devices where user_id = ${userId}::uuid)
          + (select count(*) from identity.sessions where user_id = ${userId}::uuid and (ip is not null or user_agent is not null)) as n`,
    'objects',
  )
  expect(Number(left[0]?.n)).toBe(0)
  expect(
    await refusalOf(
      harness.runtime.driver.db.execute(
        sql`update identity.sessions set ended_at = null, end_reason = null where user_id = ${userId}::uuid`,
        'objects',
      ),
    ),
  ).not.toBe('nothing was refused')
  expect(await refusalOf(inTx(machine(), (t) => eraseUser(t, newId())))).toBe('identity.user-not-found')
  expect((await registered(email)).email).toBe(email)
})

test('a device unseen for 180 days is forgotten although ended sessions name it', async () => {
  const { tokens } = await registered()
  const { userId } = await actorOf(tokens)
  await harness.runtime.driver.db.execute(
    sql`update identity.sessions set ended_at = authenticated_at, end_reason = 'idle' where user_id = ${userId}::uuid`,
    'objects',
  )
  await harness.runtime.driver.db.execute(
    sql`update identity.devices set last_seen_at = now() - interval '1000 days' where user_id = ${userId}::uuid`,
    'objects',
  )
  await prune(machine())
  const left = await harness.runtime.driver.db.execute(sql`select 1 from identity.devices where user_id = ${userId}::uuid`, 'objects')
  expect(left).toHaveLength(0)
})

test('a public code proves an address without an account, five tries in all, once', async () => {
  const address = newEmail('applicant')
  const purpose = 'public:hire-apply'
  const challengeId = await issuePublicCode(visitor(), { purpose, address })
  const code = await codeFor(address)
  expect(await refusalOf(redeemPublicCode(visitor(), { purpose: 'public:other', challengeId, code }))).toBe('identity.challenge-dead')
  const [one, two] = await Promise.all([1, 2].map(() => redeemPublicCode(visitor(), { purpose, challengeId, code })))
  expect(one?.address).toBe(address)
  const used = await Promise.all([one, two].map((proof) => refusalOf(inTx(machine(), async (t) => proof?.consume(t)))))
  expect(used.toSorted()).toEqual(['identity.challenge-dead', 'nothing was refused'])
  harness.clock.advance(61_000)
  const next = await issuePublicCode(visitor(), { purpose, address })
  const wrong = (await codeFor(address)) === '000000' ? '000001' : '000000'
  for (let n = 0; n < 5; n++)
    expect(await refusalOf(redeemPublicCode(visitor(), { purpose, challengeId: next, code: wrong }))).toBe('identity.code-invalid')
  const late = { purpose, challengeId: next, code: await codeFor(address) } as const
  expect(await refusalOf(redeemPublicCode(visitor(), late))).toBe('identity.challenge-dead')
})

test('staff unseen for 90 days are blocked, learners and the administrator seen last are not', async () => {
  const learner = await actorOf((await registered()).tokens)
  const seller = await withRole('SALES')
  const admin = await withRole('ADMIN')
  harness.clock.advance(1000)
  const last = await withRole('ADMIN')
  harness.clock.advance(90 * dayMs - 1000)
  await flagDormant(machine())
  expect(await Promise.all([seller.userId, admin.userId, last.userId].map(stateOf))).toEqual(['active', 'active', 'active'])
  harness.clock.advance(dayMs)
  await flagDormant(machine())
  expect(await Promise.all([learner.userId, seller.userId, admin.userId, last.userId].map(stateOf))).toEqual([
    'active',
    'blocked',
    'blocked',
    'active',
  ])
  expect((await events('identity.user-blocked')).map(({ reasonCode }) => reasonCode)).toEqual(['dormant', 'dormant'])
})
