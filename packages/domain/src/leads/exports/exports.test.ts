import { sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useDesk } from '../fixtures/desk.ts'
import { createSegment, exportLeads, getExport } from '../index.ts'
import { openLink } from '../../files/index.ts'
import { killFlag, liftKill, setSetting } from '../../settings/index.ts'

const { harness, admin, telecaller, captured, found } = useDesk()
const head = someone('SALES_HEAD', { pages: ['export'] })

async function exported(by: typeof head, more: object = {}) {
  const { id: exportId } = await exportLeads(harness.ctx(by), { requestId: newId(), ...more })
  await harness.drain()
  return getExport(harness.ctx(by), { exportId })
}
async function linesOf(url: string | null): Promise<string[]> {
  const { pathname, searchParams } = new URL(url ?? '', 'http://x')
  const file = await openLink(harness.ctx(admin), pathname.split('/').at(-1) ?? '', searchParams)
  return (await new Response(await file.read()).text()).trim().split('\r\n')
}

test('a head exports the own pool and nothing else, with formulas made harmless', async () => {
  await captured(head, { fullName: '=HYPERLINK("http://x")', city: 'Pune', emails: ['h@x.in'] })
  await captured(telecaller, { fullName: 'Not Mine' })
  const done = await exported(head)
  expect(done).toMatchObject({ state: 'ready', rows: 1, failure: null })
  const lines = await linesOf(done.url)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(lines[1]).toContain('h@x.in')
})

test('the same request twice is one export; another person’s export is not found; telecallers export nothing', async () => {
  const requestId = newId()
  const ids = await Promise.all(Array.from({ length: 8 }, async () => (await exportLeads(harness.ctx(head), { requestId })).id))
  expect(new Set(ids).size).toBe(1)
  const exportId = ids[0] ?? ''
  expect(await refusalOf(getExport(harness.ctx(someone('SALES_HEAD', { pages: ['export'] })), { exportId }))).toBe('leads.export-not-found')
  expect((await getExport(harness.ctx(admin), { exportId })).id).toBe(exportId)
  expect(await refusalOf(exportLeads(harness.ctx(telecaller), { requestId: newId() }))).toBe('request.forbidden')
  expect(await refusalOf(exportLeads(harness.ctx(someone('SALES_HEAD')), { requestId: newId() }))).toBe('identity.page-refused')
})

test('a segment and a filter narrow an export together, and both are on record with the rows', async () => {
  await captured(admin, { city: 'Agra', fullName: 'One' })
  await captured(admin, { city: 'Agra', fullName: 'Two' })
  await captured(admin, { city: 'Delhi', fullName: 'Three' })
  const { id: segmentId } = await createSegment(harness.ctx(admin), {
    name: 'Agra',
    condition: { field: 'lead.city', op: 'eq', value: 'agra' },
  })
  const done = await exported(admin, { segmentId, filter: { status: ['new'] } })
  expect(done.rows).toBe(2)
  expect((await exported(admin, { segmentId, filter: { status: ['lost'] } })).rows).toBe(0)
  const told = await found<{ after: string }>(sql`select action from audit.entries where subject_id = ${done.id} order by at, id`)
  expect(told.length).toBeGreaterThanOrEqual(3)
  expect(await refusalOf(exportLeads(harness.ctx(admin), { requestId: newId(), segmentId: newId() }))).toBe('leads.segment-not-found')
})

test('a lead that becomes active while its file is written is in it once', async () => {
  const me = someone('SALES_HEAD', { pages: ['export'] })
  for (let n = 0; n < 5; n++) {
    harness.clock.advance(1_000)
    await captured(me)
  }
  await found(
    sql`update leads.leads set last_activity_at = last_activity_at + interval '1 day' where owning_head_id = ${me.userId}::uuid and number % 2 = 0`,
  )
  const done = await exported(me)
  expect(done.rows).toBe(5)
  expect(new Set((await linesOf(done.url)).map((line) => line.split(',')[0])).size).toBe(6)
})

test('an export beyond the limit is refused where that is known, and fails with its reason where it shows later', async () => {
  await setSetting(harness.ctx(admin), { key: 'leads.export-most-rows', value: 1, baseVersion: 0, reason: 'a test of the limit' })
  await captured(admin, { city: 'Agra' })
  expect(await refusalOf(exportLeads(harness.ctx(admin), { requestId: newId() }))).toBe('leads.export-too-large')
  expect(await exported(admin, { filter: { city: 'agra' } })).toMatchObject({
    state: 'failed',
    failure: 'leads.export-too-large',
    url: null,
  })
})

test('killed exports are refused, their links too, and one that is being written ends as failed', async () => {
  await captured(admin, { city: 'Surat' })
  const done = await exported(admin, { filter: { city: 'Surat' } })
  const { id: waiting } = await exportLeads(harness.ctx(admin), { requestId: newId(), filter: { city: 'Surat' } })
  const reason = 'somebody takes the whole pool'
  await killFlag(harness.ctx(admin), { flag: 'leads.exports', reason })
  expect(await refusalOf(exportLeads(harness.ctx(admin), { requestId: newId(), filter: { city: 'Surat' } }))).toBe('settings.stopped')
  expect(await refusalOf(getExport(harness.ctx(admin), { exportId: done.id }))).toBe('settings.stopped')
  await harness.drain()
  expect(await getExport(harness.ctx(admin), { exportId: waiting })).toMatchObject({
    state: 'failed',
    failure: 'settings.stopped',
    url: null,
  })
  await liftKill(harness.ctx(admin), { flag: 'leads.exports', reason })
  expect((await getExport(harness.ctx(admin), { exportId: done.id })).url).not.toBeNull()
  expect(await exported(admin, { filter: { city: 'Surat' } })).toMatchObject({ state: 'ready', rows: 1 })
})
