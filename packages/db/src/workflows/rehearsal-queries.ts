import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Tx } from '../driver/types.ts'

/** A number no publication ever reaches. */
const rehearsalN = 2_000_000_000

/** The rows a step needs beside its run, for a transaction that is never committed: a version with the program being tried. */
export async function insertRehearsal(
  tx: Tx,
  rehearsal: {
    workflowId: string
    runId: string
    subjectType: string
    subjectId: string
    program: unknown
    hash: string
    triggerId: string
    at: Date
  },
): Promise<void> {
  const { workflowId, runId } = rehearsal
  await rows(
    tx,
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${workflowId}::uuid, ${rehearsalN}, ${JSON.stringify(rehearsal.program)}::text::jsonb, '{}'::jsonb, ${rehearsal.hash}, '{}', 'rehearsal', ${instant(rehearsal.at)}, '')`,
  )
  await rows(
    tx,
    sql`insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
        values (${runId}::uuid, ${workflowId}::uuid, ${rehearsalN}, ${rehearsal.subjectType}, ${rehearsal.subjectId}::uuid, ${`rehearsal:${runId}`}, 'demand', '{}'::jsonb,
          ${instant(rehearsal.at)})`,
  )
  await rows(
    tx,
    sql`insert into workflows.cursors (run_id, node_id, entered_at, visits, vars) values (${runId}::uuid, ${rehearsal.triggerId}, ${instant(rehearsal.at)}, '{}'::jsonb, '{}'::jsonb)`,
  )
}

/** What fails between two of these leaves the transaction usable. */
export async function withSavepoint<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await rows(tx, sql`savepoint rehearsal`)
  try {
    const done = await work()
    await rows(tx, sql`release savepoint rehearsal`)
    return done
  } catch (thrown) {
    await rows(tx, sql`rollback to savepoint rehearsal`)
    throw thrown
  }
}
