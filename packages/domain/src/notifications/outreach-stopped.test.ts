import { inTx, system } from '@mas/kernel'
import { someone } from '@mas/testing'
import { useNotifications } from '@mas/testing/notifications-world'
import { expect, test } from 'bun:test'
import { explainIntent, listNotices, notify } from './index.ts'
import { killFlag, liftKill } from '../settings/index.ts'
import { outreachOn } from './settings.ts'

const world = useNotifications()
const { harness } = world
const chief = someone('ADMIN')
const admin = () => harness.ctx({ ...chief, confirmedAtMs: harness.clock.now().getTime() })
const reason = 'a journey sends nonsense'

test('while outreach is killed what is not critical waits, and goes out when it is lifted', async () => {
  const { userId } = world.person()
  await killFlag(admin(), { flag: outreachOn.key, reason })
  const [intentId = ''] = await inTx(harness.ctx(system('test')), (t) =>
    notify(t, { kind: 'progress-nudge', userIds: [userId], data: { courseName: 'SQL', percent: 40 }, dedupeKey: 'stopped' }),
  )
  await harness.drain()
  expect(await explainIntent(admin(), { intentId })).toMatchObject({ state: 'deferred', reason: 'stopped' })
  harness.clock.advance(16 * 60_000)
  await harness.drain()
  expect(await explainIntent(admin(), { intentId })).toMatchObject({ state: 'deferred', reason: 'stopped' })
  await liftKill(admin(), { flag: outreachOn.key, reason })
  harness.clock.advance(16 * 60_000)
  await harness.drain()
  expect((await listNotices(harness.ctx(someone('USER', { userId })), {})).items).toHaveLength(1)
})
