import { sql } from 'drizzle-orm'
import { rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'

/** Runs of a person that are not over. */
export function liveRunsOf(
  reader: Reader,
  type: string,
  subjectId: string,
): Promise<{ id: string; workflow_id: string; entry_key: string; mutex_group: string | null }[]> {
  return rows(
    reader,
    sql`select id, workflow_id, entry_key, mutex_group from workflows.runs
        where subject_type = ${type} and subject_id = ${subjectId}::uuid and state <> 'finished' order by id`,
  )
}

/** A live run becomes the survivor's; its entry key follows where it was the person. */
export async function moveRun(tx: Tx, runId: string, from: string, to: string): Promise<void> {
  await rows(
    tx,
    sql`update workflows.runs set subject_id = ${to}::uuid, entry_key = replace(entry_key, ${from}, ${to}) where id = ${runId}::uuid`,
  )
  await rows(tx, sql`update workflows.tasks set subject_id = ${to}::uuid where run_id = ${runId}::uuid and state = 'open'`)
}

/** Which workflows these people are in now. */
export function presenceRows(
  reader: Reader,
  type: string,
  subjectIds: readonly string[],
): Promise<
  { subject_id: string; run_id: string; workflow_id: string; name: string; node_id: string | null; state: string; started_at: Date }[]
> {
  return rows(
    reader,
    sql`select r.subject_id, r.id as run_id, r.workflow_id, w.name, c.node_id, r.state, r.started_at from workflows.runs r
        join workflows.workflows w on w.id = r.workflow_id left join workflows.cursors c on c.run_id = r.id
        where r.subject_type = ${type} and r.subject_id = any(${uuids(subjectIds)}) and r.state <> 'finished' order by r.subject_id, r.started_at`,
  )
}

/** Blanks what was kept about a person; counts and instants stay. Answers how many runs there were. */
export async function blankSubject(tx: Tx, type: string, subjectId: string): Promise<number> {
  const found = await rows<{ id: string }>(
    tx,
    sql`select id from workflows.runs where subject_type = ${type} and subject_id = ${subjectId}::uuid`,
  )
  const ids = uuids(found.map(({ id }) => id))
  await rows(tx, sql`update workflows.steps set trace = null where run_id = any(${ids})`)
  await rows(tx, sql`update workflows.effects set response = null, reason = null where run_id = any(${ids})`)
  await rows(tx, sql`update workflows.mailbox set data = '{}' where run_id = any(${ids})`)
  await rows(tx, sql`update workflows.cursors set vars = '{}', last_error = null where run_id = any(${ids})`)
  await rows(tx, sql`update workflows.event_log set data = '{}' where subject_type = ${type} and subject_id = ${subjectId}::uuid`)
  await rows(tx, sql`update workflows.tasks set title = 'erased', instructions = null where run_id = any(${ids})`)
  return found.length
}

export async function findRunPlace(
  reader: Reader,
  runId: string,
): Promise<{ workflow_id: string; version_n: number; subject_type: string; subject_id: string; state: string } | undefined> {
  const [found] = await rows<{ workflow_id: string; version_n: number; subject_type: string; subject_id: string; state: string }>(
    reader,
    sql`select workflow_id, version_n, subject_type, subject_id, state from workflows.runs where id = ${runId}::uuid`,
  )
  return found
}
