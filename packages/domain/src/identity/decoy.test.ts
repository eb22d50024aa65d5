import { system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { decoyFor } from './decoy.ts'
import { fakePorts, people } from './fixtures/people.ts'
import { importUsers } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, newEmail } = people(harness, mails)

test('addresses without an account take as long as old hashes as often as real ones do, and each of them always alike', async () => {
  const strangers = Array.from({ length: 200 }, (_, n) => `nobody${n}@example.in`)
  const drawn = () => Promise.all(strangers.map((address) => decoyFor(visitor(), address)))
  const old = async () => (await drawn()).filter((kind) => kind === 'bcrypt').length
  expect(await old()).toBe(0)
  const row = (n: number) => ({
    line: n,
    oldId: `decoy-${n}`,
    email: newEmail('old'),
    password: `$2b$10$${'a'.repeat(53)}`,
    isVerified: 't',
  })
  await importUsers(harness.ctx(system('cli')), { rows: [row(1), row(2), row(3)] })
  expect(await old()).toBe(0)
  harness.clock.advance(600_000)
  expect(await old()).toBe(200)
  await registered()
  harness.clock.advance(600_000)
  const before = await drawn()
  const count = before.filter((kind) => kind === 'bcrypt').length
  expect(count).toBeGreaterThan(120)
  expect(count).toBeLessThan(180)
  expect(await drawn()).toEqual(before)
})
