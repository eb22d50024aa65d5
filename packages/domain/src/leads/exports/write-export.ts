import { LeadFilter } from '@mas/contracts/leads'
import { endExport, examineLeads, exportedLeads, filterParts, findExport, findSegmentRow, narrowed, type ExportRow } from '@mas/db/leads'
import { AppError, fail, inTx, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'
import { readSetting, requireOn } from '../../settings/index.ts'
import { compiled } from '../segments/segment-view.ts'
import { placeOf } from '../segments/walk-leads.ts'
import { exportHeader, exportLine } from './export-cells.ts'
import { exportMostRows, exportsOn } from './export-settings.ts'

const files = filesFor('leads')
const step = 1_000
const Reach = z.union([
  z.object({ all: z.literal(true) }),
  z.object({ all: z.literal(false), userId: z.string(), own: z.boolean(), team: z.boolean(), pool: z.boolean() }),
])

/** Writes the file of an export and ends it. What cannot be exported ends it as failed, with its code. */
export async function writeExportFile(ctx: Ctx, exportId: string): Promise<void> {
  const row = await findExport(ctx.db, exportId)
  if (row === undefined || row.state !== 'writing') return
  const told = { rows: 0 }
  const ended = await files
    .putGenerated(ctx, { purpose: 'export', ownerRef: `export:${exportId}`, name: 'leads.csv' }, bytesOf(ctx, row, told))
    .then((fileId) => ({ rows: told.rows, fileId }))
    .catch((thrown: unknown) => {
      if (thrown instanceof AppError && final.has(thrown.code)) return { failure: thrown.code }
      throw thrown
    })
  await inTx(ctx, async (t) => {
    if (!(await endExport(t.tx, exportId, ended, t.clock.now()))) return
    await record(t, {
      action: 'leads.export-leads',
      subject: { type: 'export', id: exportId },
      effect: 'read',
      after: { ...ended, filter: row.filter },
    })
  })
}
const final = new Set<string>(['leads.export-too-large', 'leads.segment-not-found', 'settings.stopped'])

async function* bytesOf(ctx: Ctx, row: ExportRow, told: { rows: number }): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const most = await readSetting(ctx, exportMostRows)
  // With the mark, spreadsheets read the file as UTF-8.
  yield encoder.encode(`\ufeff${exportHeader()}`)
  for await (const ids of membersOf(ctx, row)) {
    // Also what is under way: it ends as failed, and is asked for again by whoever may have it.
    await requireOn(ctx, exportsOn)
    const leads = await exportedLeads(ctx.db, ids)
    told.rows += leads.length
    if (told.rows > most) throw fail('leads.export-too-large', { mostRows: most })
    yield encoder.encode(leads.map(exportLine).join(''))
  }
}

/**
 * Ids of those who are in, each once. Who becomes active while the file is written moves to the front of the walk and would be missed:
 * so the front is walked again, back to where the first walk began.
 */
async function* membersOf(ctx: Ctx, row: ExportRow): AsyncGenerator<string[]> {
  const seen = new Set<string>()
  const begun = ctx.clock.now()
  for (const until of [undefined, begun])
    for await (const ids of walk(ctx, row, begun, until)) {
      const fresh = ids.filter((id) => !seen.has(id))
      for (const id of fresh) seen.add(id)
      if (fresh.length > 0) yield fresh
    }
}

async function* walk(ctx: Ctx, row: ExportRow, now: Date, until: Date | undefined): AsyncGenerator<string[]> {
  const reach = Reach.parse(row.reach)
  const segment = row.segment_id === null ? undefined : await findSegmentRow(ctx.db, row.segment_id, undefined)
  if (row.segment_id !== null && segment === undefined) throw fail('leads.segment-not-found')
  const condition = compiled(segment ?? { condition: { all: [] } }, now)
  const within = [...filterParts(LeadFilter.parse(row.filter), now), await narrowed(ctx.db, condition.narrowings)]
  let before: { at: string; id: string } | undefined
  for (;;) {
    const looked = await examineLeads(ctx.db, reach, condition, within, before, step)
    yield looked.filter(({ member }) => member).map(({ id }) => id)
    const last = looked.at(-1)
    if (looked.length < step || last === undefined || (until !== undefined && new Date(last.last_activity_at) < until)) return
    before = placeOf(last)
  }
}
