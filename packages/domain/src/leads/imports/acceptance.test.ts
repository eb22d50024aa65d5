import { rows, sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { tenRows, useImportDesk } from './fixtures/import-desk.ts'
import { commitImport, undoImport } from './index.ts'

const desk = useImportDesk()
const counts = {
  created: 3,
  sharedPhone: 1,
  matched: 1,
  updated: 1,
  rejected: 4,
  byCode: { 'leads.no-contact': 1, 'leads.phone-lossy': 1, 'leads.phone-invalid': 1, 'leads.row-malformed': 1 },
}

test('ten rows: preview changes nothing and tells what the commit then does; undone, the same file gives the same again', async () => {
  const empty = await desk.poolSizes()
  const previewed = await desk.previewed(tenRows)
  expect(previewed).toMatchObject({ state: 'previewed', rowCount: 10, previewCounts: counts })
  expect(await desk.poolSizes()).toEqual(empty)
  expect((await desk.rowsOf(previewed.importId)).map((row) => [row.previewOutcome, row.previewCode, row.duplicateOfRow])).toEqual([
    ['created', null, null],
    ['matched', null, 1],
    ['created', null, null],
    ['rejected', 'leads.no-contact', null],
    ['rejected', 'leads.phone-lossy', null],
    ['rejected', 'leads.phone-invalid', null],
    ['created', null, null],
    ['updated', null, 7],
    ['shared-phone', null, null],
    ['rejected', 'leads.row-malformed', null],
  ])

  const { importId, planHash } = previewed
  const commit = () => commitImport(desk.harness.ctx(desk.admin), { importId, planHash: planHash ?? '' })
  await commit()
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await desk.get(importId)).toMatchObject({ state: 'committed', counts, drift: 0 })
  const [pool] = await rows(
    desk.db(),
    sql`select (select count(*)::int from leads.leads) as leads, (select count(*)::int from leads.intakes where outcome <> 'rejected') as intakes,
          (select count(*)::int from leads.duplicate_candidates where state = 'open') as candidates`,
  )
  expect(pool).toEqual({ leads: 4, intakes: 6, candidates: 1 })
  expect(await refusalOf(commit())).toBe('leads.import-already-committed')

  await undoImport(desk.harness.ctx(desk.admin), { importId })
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await desk.get(importId)).toMatchObject({ state: 'undone', undoCounts: { withdrawn: 4, kept: 0 } })
  expect(await refusalOf(undoImport(desk.harness.ctx(desk.admin), { importId }))).toBe('leads.import-not-undoable')

  expect(await desk.committed(tenRows)).toMatchObject({ state: 'committed', previewCounts: counts, counts, drift: 0 })
})
