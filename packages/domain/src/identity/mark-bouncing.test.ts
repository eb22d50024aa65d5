import { emailBounced } from '@mas/contracts/notifications'
import { emit, inTx, newId, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { fakePorts, people } from './fixtures/people.ts'
import { forgotPassword, getMe } from './index.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, as } = people(harness, mails)
const digest = (address: string) => createHash('sha256').update(address).digest('hex')
const bounce = (facts: { userId: string; address: string; permanent: boolean }) =>
  inTx(harness.ctx(system('test')), (t) =>
    emit(t, emailBounced, {
      emailId: newId(),
      kind: 'welcome',
      userId: facts.userId,
      addressHash: digest(facts.address),
      permanent: facts.permanent,
      reason: 'unknown mailbox',
    }),
  )

test('an address that bounced for good gets no more codes and its owner is told; for now, or another address, changes nothing', async () => {
  const { email, tokens } = await registered()
  const { id: userId } = await getMe(await as(tokens), {})
  await bounce({ userId, address: email, permanent: false })
  await bounce({ userId, address: 'before@example.in', permanent: true })
  await harness.drain()
  expect((await getMe(await as(tokens), {})).emailState).toBe('ok')
  await bounce({ userId, address: email, permanent: true })
  expect((await harness.drain()).dead).toEqual([])
  expect((await getMe(await as(tokens), {})).emailState).toBe('bouncing')
  const before = mails.length
  await forgotPassword(visitor(), { email })
  await harness.drain()
  expect(mails).toHaveLength(before)
})
