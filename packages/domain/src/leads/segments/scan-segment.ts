import { findSegmentRow, scanLeads, type ConditionSql, type Walk } from '@mas/db/leads'
import { decodeCursor, encodeCursor, fail, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { compiled } from './segment-view.ts'

export interface SegmentScan {
  readonly segmentId: string
  /** Leads changed at this instant or later; absent: all leads there are, by id. */
  readonly changedSince?: Date | undefined
  /** Up to this instant, which is also the "now" of ages. */
  readonly until: Date
  /** When the last successful scan's `until` was: what grew old enough since is looked at too. Absent: `changedSince`. */
  readonly crossingFrom?: Date | undefined
  readonly cursor?: string | undefined
  /** Leads looked at per page. */
  readonly size?: number
}
export interface SegmentScanPage {
  /** Version of the segment; a cursor of another version is refused with `leads.segment-stale`. */
  readonly version: number
  /** Everybody who was looked at, with whether they are in now: leavers too. One may come twice in a scan. */
  readonly items: readonly { readonly leadId: string; readonly member: boolean }[]
  readonly nextCursor: string | null
}

const list = 'leads.scan-segment'
const Place = z.tuple([z.int(), z.int(), z.string(), z.string()])

/**
 * Part (query): one page of who entered or left a segment: those that changed since the last scan, then those that time alone moved
 * over an age the condition names. Bounded by what is looked at, so a page costs the same in any pool.
 */
export async function scanSegment(ctx: Ctx | TxCtx, scan: SegmentScan): Promise<SegmentScanPage> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const size = scan.size ?? 1_000
  const segment = await findSegmentRow(reader, scan.segmentId, undefined)
  if (segment === undefined) throw fail('leads.segment-not-found')
  const { version } = segment
  const condition = compiled(segment, scan.until)
  const walks = walksOf(scan, condition)
  const place = scan.cursor === undefined ? undefined : decodeCursor(list, scan.cursor, Place)
  if (place !== undefined && place[0] !== version) throw fail('leads.segment-stale', { version })
  const [, firstWalk = 0, after = '', firstId = ''] = place ?? []
  let at = firstWalk
  let id = firstId
  for (let walk = walks[at]; walk !== undefined; walk = walks[++at], id = '') {
    const rows = await scanLeads(reader, walk, condition, id === '' ? undefined : { place: after, id }, size)
    const last = rows.at(-1)
    const items = rows.map(({ id: leadId, member }) => ({ leadId, member }))
    if (last !== undefined && rows.length === size)
      return { version, items, nextCursor: encodeCursor(list, [version, at, last.place, last.id]) }
    if (items.length > 0)
      return { version, items, nextCursor: at + 1 < walks.length ? encodeCursor(list, [version, at + 1, '', '']) : null }
  }
  return { version, items: [], nextCursor: null }
}

function walksOf({ changedSince, crossingFrom = changedSince, until }: SegmentScan, { ages }: ConditionSql): Walk[] {
  if (changedSince === undefined || crossingFrom === undefined) return [{ by: 'id' }]
  const shifted = (at: Date, ms: number) => new Date(at.getTime() + ms)
  return [
    { by: 'changed', from: changedSince, until },
    ...ages.map(({ age, offsetMs }) => ({
      by: 'age' as const,
      age,
      from: shifted(crossingFrom, offsetMs),
      until: shifted(until, offsetMs),
    })),
  ]
}
