import { rows, sql } from '@mas/db'
import fc from 'fast-check'
import { expect, test } from 'bun:test'
import { useImportDesk } from './fixtures/import-desk.ts'
import { commitImport } from './index.ts'

const desk = useImportDesk()
const of = (...values: string[]) => fc.constantFrom(...values)
const row = fc
  .tuple(
    of('Asha Rao', 'Asha R.', 'Asha', 'Vikram Sharma', 'Sunita Devi', 'Meena K', ''),
    of('', '', '9876500001', '9876500002', '9876500003', '9876500004', '9876500005 / 9876500006', '12345'),
    of('', '', 'a@x.in', 'b@x.in', 'c@x.in', 'd@x.in', 'not an address'),
    of('', 'Pune', 'Delhi'),
    of('', '', 'general', 'no-such-product'),
  )
  .map((cells) => cells.join(','))
const file = fc.array(row, { minLength: 1, maxLength: 25 })

/** Every run has numbers of its own, except that the second file of a run meets the leads of the first. */
function asFile(lines: readonly string[], run: number): string {
  const own = lines.map((line) => line.replaceAll('98765', String(98_000 + run)).replaceAll('@x.in', `@x${run}.in`))
  return `Name,Phone,Email,City,Product\n${own.join('\n')}\n`
}

let run = 0
test('whatever the file, the size of chunks and the pool: the commit does row by row what the preview said', async () => {
  await fc.assert(
    fc.asyncProperty(
      file,
      file,
      fc.integer({ min: 1, max: 6 }),
      of('fill-blank', 'overwrite', 'skip'),
      async (first, second, chunk, onMatch) => {
        run += 1
        await desk.setChunk(chunk)
        for (const lines of [first, second]) {
          const previewed = await desk.previewed(
            asFile(lines, run),
            { onMatch: onMatch === 'overwrite' || onMatch === 'skip' ? onMatch : 'fill-blank' },
            desk.admin,
            { allowRepeat: true },
          )
          if (previewed.state === 'failed') return // a file of blank lines only
          const said = await desk.rowsOf(previewed.importId)
          await commitImport(desk.harness.ctx(desk.admin), { importId: previewed.importId, planHash: previewed.planHash ?? '' })
          await desk.work(previewed.importId)
          const done = await desk.get(previewed.importId)
          const did = await desk.rowsOf(previewed.importId)
          expect(did.map((one) => [one.rowNo, one.outcome, one.errorCode, one.duplicateOfRow])).toEqual(
            said.map((one) => [one.rowNo, one.previewOutcome, one.previewCode, one.duplicateOfRow]),
          )
          expect(done).toMatchObject({ state: 'committed', drift: 0, replaysCut: 0 })
          expect(done.counts).toEqual(previewed.previewCounts)
        }
      },
    ),
    { numRuns: 20, endOnFailure: false },
  )
}, 180_000)

test('a preview leaves nothing in the pool, the journal, the outbox and the queue', async () => {
  const before = await desk.poolSizes()
  await desk.previewed('Name,Phone\nAsha,9811100001\nAsha Rao,9811100001\nVik,9811100002\n')
  expect(await desk.poolSizes()).toEqual(before)
})

test('what somebody else writes between preview and commit is counted as drift, and the commit is right', async () => {
  const { importId, planHash } = await desk.previewed('Name,Phone\nDrift One,9811200001\nDrift Two,9811200002\n')
  await desk.committed('Name,Phone\nDrift One,9811200001\n')
  await commitImport(desk.harness.ctx(desk.admin), { importId, planHash: planHash ?? '' })
  await desk.harness.drain()
  expect(await desk.get(importId)).toMatchObject({ state: 'committed', drift: 1, counts: { created: 1, matched: 1 } })
  const [finished] = await rows<{ data: { drift: number } }>(
    desk.db(),
    sql`select data from events.outbox where name = 'leads.import-finished' and data ->> 'importId' = ${importId}`,
  )
  expect(finished?.data.drift).toBe(1)
})
