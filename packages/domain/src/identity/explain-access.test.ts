import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, people } from './fixtures/people.ts'
import { blockUser, explainAccess } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { withRole } = people(harness, mails)

test('says what the person may do now, by which grant, and what stands against it', async () => {
  const admin = harness.ctx((await withRole('ADMIN')).actor)
  const { userId } = await withRole('SALES')
  const ask = (permission: string, platform: 'my-analytics-school' | 'mr-hire' = 'my-analytics-school') =>
    explainAccess(admin, { userId, permission, platform })
  const own = await ask('identity.list-sign-ins')
  expect(own).toMatchObject({ allowed: true, reach: ['own'] })
  expect(own.trace.find(({ rule }) => rule === 'ANY: own')?.holds).toBe(true)
  expect(own.trace.find(({ rule }) => rule === 'ADMIN: all')?.holds).toBe(false)
  expect(await ask('identity.change-role')).toMatchObject({ allowed: false, reach: [] })
  const elsewhere = await ask('identity.list-sign-ins', 'mr-hire')
  expect([elsewhere.allowed, elsewhere.trace.filter(({ holds }) => !holds).map(({ rule }) => rule)]).toEqual([
    false,
    ['the platform admits the role', 'ADMIN: all'],
  ])
  const ofRow = (type: string, id: string) =>
    explainAccess(admin, { userId, permission: 'identity.list-sign-ins', platform: 'my-analytics-school', ref: { type, id } })
  expect(await ofRow('identity.user', userId)).toMatchObject({ allowed: true, reach: ['own'] })
  const { userId: other, actor } = await withRole('EXPERT')
  for (const [type, id] of [
    ['identity.user', other],
    ['identity.session', actor.kind === 'user' ? actor.sessionId : ''],
    ['identity.user', '0199aaaa-0000-7000-8000-000000000001'],
  ] as const) {
    const told = await ofRow(type, id)
    expect([told.allowed, told.trace.at(-1)]).toEqual([false, { rule: 'the row is within "own"', given: `${type} ${id}`, holds: false }])
  }
  expect(await refusalOf(ofRow('identity.spaceship', other))).toBe('request.invalid')
  await blockUser(admin, { userId, reasonCode: 'left', note: 'left the company' })
  expect((await ask('identity.list-sign-ins')).allowed).toBe(false)
  expect(await refusalOf(ask('identity.fly'))).toBe('request.invalid')
  expect(await refusalOf(explainAccess(harness.ctx(someone('SALES')), { userId, permission: 'identity.change-role' }))).toBe(
    'request.forbidden',
  )
})
