import { rows, sql } from '@mas/db'
import { fail, system, type Ctx } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { commitChunks } from './commit-chunks.ts'
import { useImportDesk } from './fixtures/import-desk.ts'
import { commitImport, previewImport, startImport, mapImport, undoImport } from './index.ts'
import { previewChunks } from './preview-chunks.ts'
import { stageFile } from './stage-file.ts'
import { undoChunks } from './undo-chunks.ts'

const desk = useImportDesk()
const lineOf = (n: number) =>
  `Person ${String.fromCharCode(65 + (n % 26))}${n},98${String(10_000_000 + (n % 7 === 3 ? n - 3 : n))},${n % 5 === 0 ? `p${n}@x.in` : ''}`
const content = `Name,Phone,Email\n${Array.from({ length: 60 }, (_, n) => lineOf(n)).join('\n')}\nNobody,,\n`

let transactions = 0
/** Dies at every transaction in turn: after it committed, before it began, or not at all. */
function mortalCtx(): Ctx {
  const ctx = desk.harness.ctx(system('test'))
  const { transact } = ctx.infra
  return {
    ...ctx,
    infra: {
      ...ctx.infra,
      transact: async (work) => {
        transactions += 1
        const fate = transactions % 3
        if (fate === 2) throw fail('request.unavailable', { killed: 'before' })
        const result = await transact(work)
        if (fate === 1) throw fail('request.unavailable', { killed: 'after the commit' })
        return result
      },
    },
  }
}

/** Runs one phase to its end although the worker is killed over and over; answers how often it was. */
async function throughDeaths(
  importId: string,
  phase: (ctx: Ctx, importId: string) => Promise<void>,
  isOver: () => Promise<boolean>,
): Promise<number> {
  let deaths = 0
  for (let tries = 0; tries < 400 && !(await isOver()); tries++) {
    try {
      await phase(mortalCtx(), importId)
    } catch {
      deaths += 1
    }
  }
  expect(await isOver()).toBe(true)
  return deaths
}
const stateIs = (importId: string, state: string) => async () => (await desk.get(importId)).state === state

test('killed at every commit boundary of reading, preview, commit and undo: no row is lost, none is doubled', async () => {
  await desk.setChunk(7)
  const before = await desk.poolSizes()
  const { importId } = await startImport(desk.harness.ctx(desk.admin), { fileId: await desk.upload(content) })
  await throughDeaths(importId, stageFile, async () => (await desk.get(importId)).staged)
  const staged = await desk.get(importId)
  expect(staged.rowCount).toBe(61)

  const mapping = staged.suggestedMapping
  if (mapping === null) throw new Error('no mapping was suggested')
  const { planHash } = await mapImport(desk.harness.ctx(desk.admin), { importId, mapping, options: {} })
  await previewImport(desk.harness.ctx(desk.admin), { importId })
  expect(await throughDeaths(importId, previewChunks, stateIs(importId, 'previewed'))).toBeGreaterThan(5)
  expect(await desk.poolSizes()).toEqual(before)

  await commitImport(desk.harness.ctx(desk.admin), { importId, planHash: planHash ?? '' })
  expect(await throughDeaths(importId, commitChunks, stateIs(importId, 'committed'))).toBeGreaterThan(5)
  const done = await desk.get(importId)
  expect(done.counts).toEqual(done.previewCounts)
  expect(done.drift).toBe(0)
  const [sums] = await rows(
    desk.db(),
    sql`select (select count(*)::int from leads.intakes where import_id = ${importId}::uuid) as intakes,
          (select count(*)::int from leads.import_rows where import_id = ${importId}::uuid and outcome is null) as unsettled,
          (select count(*)::int from leads.leads) as leads,
          (select count(*)::int from events.outbox where name = 'leads.lead-created') as announced,
          (select count(*)::int from events.outbox where name = 'leads.import-finished') as finished`,
  )
  const created = (done.counts?.created ?? 0) + (done.counts?.sharedPhone ?? 0)
  expect(sums).toEqual({ intakes: 61, unsettled: 0, leads: created, announced: created, finished: 1 })

  await undoImport(desk.harness.ctx(desk.admin), { importId })
  expect(await throughDeaths(importId, undoChunks, stateIs(importId, 'undone'))).toBeGreaterThan(5)
  expect((await desk.get(importId)).undoCounts).toMatchObject({ withdrawn: created, kept: 0 })
}, 180_000)

test('several workers on one import at once settle each row once', async () => {
  await desk.setChunk(5)
  const { importId, planHash } = await desk.previewed(content, {}, desk.admin, { allowRepeat: true })
  await commitImport(desk.harness.ctx(desk.admin), { importId, planHash: planHash ?? '' })
  while ((await desk.get(importId)).state === 'committing')
    await Promise.all(Array.from({ length: 6 }, () => commitChunks(desk.harness.ctx(system('test')), importId)))
  const done = await desk.get(importId)
  expect(done).toMatchObject({ state: 'committed', drift: 0 })
  expect(done.counts).toEqual(done.previewCounts)
})

test('a reading that is killed at every batch goes on where it stood, and leaves the rows of one that was not', async () => {
  const cells = ['"Asha\n""Rao"" नाम"', 'a stray " quote', 'Ravi', '']
  const file = `Name,Phone\r\n${Array.from({ length: 3_300 }, (_, n) => `${cells[n % 4]},98${String(20_000_000 + n)}${n % 9 === 0 ? ',x' : ''}`).join('\r\n')}`
  const whole = await desk.staged(file)
  const { importId } = await startImport(desk.harness.ctx(desk.admin), { fileId: await desk.upload(file), allowRepeat: true })
  const places: unknown[] = []
  await throughDeaths(importId, stageFile, async () => {
    const [row] = await rows<{ row_count: number; place: number | null }>(
      desk.db(),
      sql`select row_count, (read_place->>'rowNo')::int as place from leads.imports where id = ${importId}::uuid`,
    )
    if (row !== undefined && row.row_count > 0) places.push(row.place === row.row_count)
    return (await desk.get(importId)).staged
  })
  expect(places.length).toBeGreaterThan(2)
  // Behind the last row there is nothing to go on with.
  expect(places.slice(0, -2)).not.toContain(false)
  const told = (id: string) =>
    rows(
      desk.db(),
      sql`select count(*)::int as n, md5(string_agg(concat_ws('|', row_no, line, raw, problem), ',' order by row_no)) as all_rows from leads.import_rows where import_id = ${id}::uuid`,
    )
  expect(await told(importId)).toEqual(await told(whole.importId))
  expect((await told(importId))[0]?.['n']).toBeGreaterThanOrEqual(3_300)
})
