import { Import, ImportCounts, ImportMapping, ImportOptions, ImportState, type UndoCounts } from '@mas/contracts/leads'
import { Platform } from '@mas/contracts/core'
import type { ImportRecord } from '@mas/db/leads'
import { z } from 'zod'
import type { ImportStanding } from './import-state-rules.ts'

export function importOf(row: ImportRecord): Import {
  const iso = (at: Date | null) => (at === null ? null : new Date(at).toISOString())
  return Import.parse({
    importId: row.id,
    fileId: row.file_id,
    fileName: row.file_name,
    state: row.state,
    createdBy: row.created_by,
    header: row.header,
    suggestedMapping: row.suggested,
    mapping: row.mapping,
    options: row.options,
    planHash: row.plan_hash,
    rowCount: row.row_count,
    staged: row.staged_at !== null,
    settledRows: row.cursor,
    previewCounts: row.preview_counts,
    replaysCut: row.replays_cut,
    counts: row.counts,
    drift: row.drift,
    undoCounts: row.undo_counts,
    errorCode: row.error_code,
    createdAt: iso(row.created_at),
    previewedAt: iso(row.previewed_at),
    committedAt: iso(row.committed_at),
    undoneAt: iso(row.undone_at),
  })
}

export function standingOf(row: ImportRecord): ImportStanding {
  return {
    state: ImportState.parse(row.state),
    staged: row.staged_at !== null,
    planHash: row.plan_hash,
    previewedPlanHash: row.previewed_plan_hash,
  }
}

/** What decides how each row is read and applied. */
export interface ImportPlan {
  readonly importId: string
  readonly platform: Platform
  readonly createdBy: string
  readonly mapping: ImportMapping
  readonly options: ImportOptions
}
export function planOf(row: ImportRecord): ImportPlan {
  return {
    importId: row.id,
    platform: Platform.parse(row.platform),
    createdBy: row.created_by,
    mapping: ImportMapping.parse(row.mapping),
    options: ImportOptions.parse(row.options),
  }
}

/** A staged row's cells; a malformed one keeps what could be read of it. */
export const RawCells = z.union([z.array(z.string()), z.object({ reason: z.string(), raw: z.string() })])

export const noCounts: ImportCounts = { created: 0, matched: 0, updated: 0, sharedPhone: 0, rejected: 0, byCode: {} }
export const noUndoCounts: UndoCounts = { withdrawn: 0, restored: 0, kept: 0 }

/** The counts with these rows added. */
export function addCounts(before: unknown, settled: readonly { outcome: string; code?: string | null | undefined }[]): ImportCounts {
  const counts = before === null ? { ...noCounts, byCode: {} } : ImportCounts.parse(before)
  const byCode = new Map(Object.entries(counts.byCode))
  for (const { outcome, code } of settled) {
    if (outcome === 'shared-phone') counts.sharedPhone += 1
    else if (outcome === 'created' || outcome === 'matched' || outcome === 'updated' || outcome === 'rejected') counts[outcome] += 1
    if (code !== null && code !== undefined) byCode.set(code, (byCode.get(code) ?? 0) + 1)
  }
  return { ...counts, byCode: Object.fromEntries(byCode) }
}
