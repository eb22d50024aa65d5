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
  await blockUser(admin, { userId, reasonCode: 'left', note: 'left the company' })
  expect((await ask('identity.list-sign-ins')).allowed).toBe(false)
  expect(await refusalOf(ask('identity.fly'))).toBe('request.invalid')
  expect(await refusalOf(explainAccess(harness.ctx(someone('SALES')), { userId, permission: 'identity.change-role' }))).toBe(
    'request.forbidden',
  )
})
