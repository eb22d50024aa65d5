import { system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, people } from './fixtures/people.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { registered, actorOf } = people(harness, mails)
const dayMs = 86_400_000
const keyIds = async () => (await harness.runtime.infra.auth.publicKeys(harness.clock.now())).keys.map(({ kid }) => kid)

test('a key signs for 90 days; its tokens are good until they run out, and a day later it is gone', async () => {
  await registered()
  const rotate = () => rotateSigningKey(harness.ctx(system('identity.rotate-signing-key')))
  await rotate()
  const [first] = await keyIds()
  harness.clock.advance(90 * dayMs)
  const old = (await registered()).tokens
  await Promise.all([rotate(), rotate(), rotate()])
  expect(await keyIds()).toHaveLength(2)
  expect((await actorOf(old)).kind).toBe('user')
  const { tokens } = await registered()
  const header: unknown = JSON.parse(Buffer.from(tokens.accessToken.split('.')[0] ?? '', 'base64url').toString())
  expect(header).not.toMatchObject({ kid: first })
  expect((await actorOf(tokens)).kind).toBe('user')
  harness.clock.advance(dayMs)
  expect(await refusalOf(actorOf(old))).toBe('identity.access-invalid')
  await rotate()
  expect(await keyIds()).toHaveLength(1)
})
