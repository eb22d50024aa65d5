import { rows, sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { openLink } from '../../files/index.ts'
import { useImportDesk } from './fixtures/import-desk.ts'
import {
  cancelImport,
  commitImport,
  downloadImportReport,
  getImport,
  listImportRows,
  listImports,
  mapImport,
  pauseImport,
  previewImport,
  resumeImport,
  startImport,
  watchImport,
} from './index.ts'
import { commitChunks } from './commit-chunks.ts'

const desk = useImportDesk()
const ctx = () => desk.harness.ctx(desk.admin)
const head = someone('SALES_HEAD', { pages: ['import'] })
let next = 0
/** A file of people nobody has seen yet. */
function people(count: number, extra = ''): string {
  const lines = Array.from({ length: count }, () => `Person ${++next},98${String(20_000_000 + next)},p${next}@y.in`)
  return `Name,Phone,Email\n${lines.join('\n')}\n${extra}`
}

test('each action is refused with its code where the state does not allow it', async () => {
  const { importId } = await desk.staged(people(2))
  const mapping = (await desk.get(importId)).suggestedMapping ?? { columns: [], blankValues: [] }
  const map = (options = {}) => mapImport(ctx(), { importId, mapping, options })
  const commit = (planHash: string) => commitImport(ctx(), { importId, planHash })
  expect(await refusalOf(previewImport(ctx(), { importId }))).toBe('leads.import-wrong-state')
  expect(
    await refusalOf(mapImport(ctx(), { importId, mapping: { columns: mapping.columns.slice(1), blankValues: [] }, options: {} })),
  ).toBe('leads.import-mapping-mismatch')
  const noContact = { ...mapping, columns: mapping.columns.map((column) => ({ ...column, target: 'extra' as const })) }
  expect(await refusalOf(mapImport(ctx(), { importId, mapping: noContact, options: {} }))).toBe('leads.import-no-contact-column')
  expect(await refusalOf(map({ consentBasis: 'explicit' }))).toBe('request.invalid')
  const { planHash } = await map()
  expect(await refusalOf(commit(planHash ?? ''))).toBe('leads.import-not-previewed')
  await previewImport(ctx(), { importId })
  await desk.work(importId)
  expect(await map()).toMatchObject({ state: 'previewed' })
  const changed = await map({ onMatch: 'skip' })
  expect(changed.state).toBe('mapped')
  expect(await refusalOf(commit(changed.planHash ?? ''))).toBe('leads.import-preview-stale')
  expect((await map()).state).toBe('previewed')
  expect(await refusalOf(commit('0'.repeat(64)))).toBe('leads.import-preview-stale')
  expect(await refusalOf(pauseImport(ctx(), { importId }))).toBe('leads.import-wrong-state')
  await commit(planHash ?? '')
  for (const action of [
    () => map(),
    () => previewImport(ctx(), { importId }),
    () => commit(planHash ?? ''),
    () => cancelImport(ctx(), { importId }),
  ])
    expect(await refusalOf(action())).toBe('leads.import-already-committed')
})

test('of many commits at once one is taken', async () => {
  const { importId, planHash } = await desk.previewed(people(3))
  const codes = await Promise.all(Array.from({ length: 10 }, () => refusalOf(commitImport(ctx(), { importId, planHash: planHash ?? '' }))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
  expect(codes.filter((code) => code === 'leads.import-already-committed')).toHaveLength(9)
})

test('a paused commit stands still and goes on where it stopped', async () => {
  await desk.setChunk(2)
  const { importId, planHash } = await desk.previewed(people(9))
  await commitImport(ctx(), { importId, planHash: planHash ?? '' })
  const background = desk.harness.ctx({ kind: 'system', job: 'test' })
  await commitChunks({ ...background, signal: AbortSignal.abort() }, importId) // one chunk, then its share is over
  expect(await pauseImport(ctx(), { importId })).toMatchObject({ state: 'paused', settledRows: 2 })
  await desk.work(importId)
  expect(await desk.get(importId)).toMatchObject({ state: 'paused', settledRows: 2, counts: { created: 2 } })
  await resumeImport(ctx(), { importId })
  await desk.work(importId)
  expect(await desk.get(importId)).toMatchObject({ state: 'committed', counts: { created: 9 }, drift: 0 })
  await desk.setChunk(500)
})

test('rows that the database refuses stand alone with their code and cost their neighbours nothing', async () => {
  await rows(
    desk.db(),
    sql`create function leads.refuse_poison() returns trigger language plpgsql as $$ begin if new.full_name = 'Poison' then raise exception 'no'; end if; return new; end $$`,
  )
  await rows(desk.db(), sql`create trigger poison before insert on leads.leads for each row execute function leads.refuse_poison()`)
  const lines = people(40)
    .trimEnd()
    .split('\n')
    .map((line, at) => (at === 3 || at === 20 || at === 40 ? line.replace(/^[^,]*/, 'Poison') : line))
  const done = await desk.committed(lines.join('\n'))
  expect(done).toMatchObject({ state: 'committed', drift: 0, counts: { created: 37, rejected: 3, byCode: { 'request.internal': 3 } } })
  expect((await listImportRows(ctx(), { importId: done.importId, outcome: 'rejected' })).items.map((row) => row.rowNo)).toEqual([3, 20, 40])
  await rows(desk.db(), sql`drop trigger poison on leads.leads`)
}, 180_000)

test('the same file again is refused until it is meant, or the first was undone', async () => {
  const content = people(2)
  await desk.committed(content)
  expect(await refusalOf(desk.staged(content))).toBe('leads.import-duplicate-file')
  const [a, b] = [await desk.previewed(content, {}, desk.admin, { allowRepeat: true }), people(2)]
  expect(a.previewCounts).toMatchObject({ matched: 2 })
  const twins = [await desk.previewed(b), await desk.previewed(b)]
  const codes = await Promise.all(
    twins.map(({ importId, planHash }) => refusalOf(commitImport(ctx(), { importId, planHash: planHash ?? '' }))),
  )
  expect(codes.toSorted()).toEqual(['leads.import-duplicate-file', 'nothing was refused'])
})

test("a head needs the page, imports into the own pool and sees nobody else's import", async () => {
  expect(await refusalOf(listImports(desk.harness.ctx(someone('SALES_HEAD')), {}))).toBe('identity.page-refused')
  expect(await refusalOf(listImports(desk.harness.ctx(someone('SALES')), {}))).toBe('request.forbidden')
  const mine = await desk.committed(people(2), { owningHeadId: newId() }, head)
  expect(mine.options?.owningHeadId).toBe(head.userId)
  const owners = await rows<{ owning_head_id: string }>(
    desk.db(),
    sql`select distinct l.owning_head_id from leads.leads l join leads.import_rows r on r.lead_id = l.id where r.import_id = ${mine.importId}::uuid`,
  )
  expect(owners).toEqual([{ owning_head_id: head.userId }])
  const other = someone('SALES_HEAD', { pages: ['import'] })
  expect(await refusalOf(getImport(desk.harness.ctx(other), { importId: mine.importId }))).toBe('leads.import-not-found')
  expect(await refusalOf(pauseImport(desk.harness.ctx(other), { importId: mine.importId }))).toBe('leads.import-not-found')
  expect(await refusalOf(startImport(desk.harness.ctx(other), { fileId: await desk.upload(people(1), head) }))).toBe(
    'leads.import-not-found',
  )
  expect((await listImports(desk.harness.ctx(head), {})).items.map((one) => one.importId)).toEqual([mine.importId])
  const watched = await watchImport.open(desk.harness.ctx(head), { importId: mine.importId })
  expect([watched.topic, (await watched.read()).state]).toEqual([`leads.import:${mine.importId}`, 'committed'])
})

test('a file that cannot be read fails with its code and can do no more', async () => {
  const read = async (content: string) => (await desk.staged(content)).errorCode
  expect(await read('Name,Phone\n')).toBe('leads.import-empty')
  expect(await read('Name,"Phone\nAsha,98')).toBe('leads.import-unreadable')
  const { importId } = await desk.staged('Name,Phone\n')
  expect(await refusalOf(cancelImport(ctx(), { importId }))).toBe('leads.import-wrong-state')
})

test('a cancelled import cannot be committed', async () => {
  const { importId, planHash } = await desk.previewed(people(1))
  expect((await cancelImport(ctx(), { importId })).state).toBe('cancelled')
  expect(await refusalOf(commitImport(ctx(), { importId, planHash: planHash ?? '' }))).toBe('leads.import-wrong-state')
})

test('the report has the original columns, outcome and reason, and no cell that a spreadsheet would run', async () => {
  const { importId } = await desk.committed(people(1, '=HYPERLINK("x"),12345,\n'))
  expect(await downloadImportReport(ctx(), { importId })).toEqual({ ready: false, url: null })
  expect(await downloadImportReport(ctx(), { importId })).toEqual({ ready: false, url: null })
  expect((await desk.harness.drain()).dead).toEqual([])
  const { ready, url } = await downloadImportReport(ctx(), { importId })
  const { pathname, searchParams } = new URL(url ?? '', 'http://x')
  const file = await openLink(ctx(), pathname.split('/').at(-1) ?? '', searchParams)
  const text = await new Response(await file.read()).text()
  expect(ready).toBe(true)
  expect(file.name).toBe('leads-report.csv')
  const [header, , second] = text.replace('\ufeff', '').split('\r\n')
  expect(header).toBe('row,line,Name,Phone,Email,outcome,reason,same person as row,undo')
  expect(second).toStartWith(`2,3,"`)
  expect(text).not.toMatch(/(^|,|")=HYPERLINK/m)
})

test('an import whose job was lost is woken', async () => {
  const { importId, planHash } = await desk.previewed(people(2))
  await commitImport(ctx(), { importId, planHash: planHash ?? '' })
  await rows(desk.db(), sql`delete from pgboss.job where name = 'leads.commit-import'`)
  desk.harness.clock.advance(30_000)
  const { resumeStalledImports } = await import('./resume-imports.ts')
  await resumeStalledImports(ctx())
  expect((await desk.harness.drain()).dead).toEqual([])
  expect((await desk.get(importId)).state).toBe('committed')
})

test('a header of too many or too long columns fails the file and leaves every list of imports readable', async () => {
  const wide = Array.from({ length: 501 }, (_, n) => `c${n}`).join(',')
  for (const header of [`Phone,${wide}`, `Phone,${'x'.repeat(501)}`]) {
    const { importId } = await desk.staged(`${header}\n98${String(20_000_000 + ++next)},x\n`)
    expect(await desk.get(importId)).toMatchObject({ state: 'failed', errorCode: 'leads.import-header-too-wide', header: null })
  }
  expect((await listImports(ctx(), {})).items.length).toBeGreaterThan(1)
})
