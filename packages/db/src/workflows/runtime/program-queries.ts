import { sql } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'

/** A published program never changes, so a process may keep it. */
export async function findProgram(
  reader: Reader,
  workflowId: string,
  n: number,
): Promise<{ program: unknown; interests: string[]; hash: string } | undefined> {
  const [found] = await rows<{ program: unknown; interests: string[]; hash: string }>(
    reader,
    sql`select program, interests, hash from workflows.versions where workflow_id = ${workflowId}::uuid and n = ${n}::int`,
  )
  return found
}

export interface EntryRulesRow extends Record<string, unknown> {
  id: string
  key: string
  name: string
  subject_type: string
  status: string
  active_version: number | null
  re_entry: string
  cooldown_days: number
  mutex_group: string | null
  on_conflict: string
  max_live: number | null
  sending_cap_per_minute: number | null
}
const entryColumns = sql`id, key, name, subject_type, status, active_version, re_entry, cooldown_days, mutex_group, on_conflict, max_live, sending_cap_per_minute`

export async function findEntryRules(reader: Reader, workflowId: string): Promise<EntryRulesRow | undefined> {
  const [found] = await rows<EntryRulesRow>(reader, sql`select ${entryColumns} from workflows.workflows where id = ${workflowId}::uuid`)
  return found
}

/**
 * As it is, and as it stays until the caller commits: pausing and archiving wait. With a cap, so do other entrants, for the live ones
 * are counted under this lock.
 */
export async function lockEntryRules(tx: Tx, workflowId: string): Promise<EntryRulesRow | undefined> {
  const [found] = await rows<EntryRulesRow>(
    tx,
    sql`select ${entryColumns} from workflows.workflows where id = ${workflowId}::uuid for share`,
  )
  if (found !== undefined && found.max_live !== null)
    await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended('workflows.cap:' || ${workflowId}, 0))`)
  return found
}

/** What new entrants of each active workflow get. */
export function activeWorkflows(reader: Reader): Promise<{ id: string; n: number; subject_type: string }[]> {
  return rows(reader, sql`select id, active_version as n, subject_type from workflows.workflows where status = 'active' order by id`)
}
