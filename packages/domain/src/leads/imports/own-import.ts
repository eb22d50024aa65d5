import type { ErrorCode } from '@mas/contracts/catalogue'
import { findImport, lockImport, type ImportRecord } from '@mas/db/leads'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { standingOf } from './import-model.ts'
import { importRefusal, type ImportAction } from './import-state-rules.ts'

/** The person at work; imports belong to people. */
export function importer(ctx: Ctx | TxCtx): string {
  if (ctx.actor.kind !== 'user') throw fail('request.forbidden', { rule: 'an import is made by a person' })
  return ctx.actor.userId
}

/** The import, if the caller may see it: the creator and ADMIN. */
export async function readOwnImport(ctx: Ctx, importId: string): Promise<ImportRecord> {
  return reachable(ctx, await findImport(ctx.db, importId))
}

/** The same, locked: the chunk at work is waited for, and nothing moves until this transaction ends. */
export async function lockOwnImport(t: TxCtx, importId: string): Promise<ImportRecord> {
  return reachable(t, await lockImport(t.tx, importId))
}

/** Refuses an action that the import's state does not allow. */
export function requireAction(action: ImportAction, row: ImportRecord, wantedPlan?: string): void {
  const refusal: ErrorCode | undefined = importRefusal(action, standingOf(row), wantedPlan)
  if (refusal !== undefined) throw fail(refusal, { state: row.state, staged: row.staged_at !== null })
}

function reachable(ctx: Ctx | TxCtx, row: ImportRecord | undefined): ImportRecord {
  const mine =
    row !== undefined && (ctx.grant?.includes('all') === true || (ctx.actor.kind === 'user' && ctx.actor.userId === row.created_by))
  if (!mine) throw fail('leads.import-not-found')
  return row
}
