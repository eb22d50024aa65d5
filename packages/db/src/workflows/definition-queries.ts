import { sql } from 'drizzle-orm'
import { rows, texts, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface WorkflowRow extends Record<string, unknown> {
  id: string
  key: string
  name: string
  subject_type: string
  status: string
  active_version: number | null
  last_version: number
  draft: unknown
  draft_layout: unknown
  draft_revision: number
  re_entry: string
  cooldown_days: number
  mutex_group: string | null
  on_conflict: string
  max_live: number | null
  sending_cap_per_minute: number | null
  rules_revision: number
  paused_at: Date | null
  created_at: Date
  updated_at: Date
}
const columns = sql.raw(
  `w.id, w.key, w.name, w.subject_type, w.status, w.active_version, w.last_version, w.draft, w.draft_layout, w.draft_revision, w.re_entry,
   w.cooldown_days, w.mutex_group, w.on_conflict, w.max_live, w.sending_cap_per_minute, w.rules_revision, w.paused_at, w.created_at, w.updated_at`,
)
/** Lists do not carry drafts. */
const brief = sql.raw(
  `w.id, w.key, w.name, w.subject_type, w.status, w.active_version, w.last_version, null as draft, null as draft_layout, w.draft_revision,
   w.re_entry, w.cooldown_days, w.mutex_group, w.on_conflict, w.max_live, w.sending_cap_per_minute, w.rules_revision, w.paused_at, w.created_at, w.updated_at`,
)
const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export async function findWorkflow(reader: Reader, id: string): Promise<WorkflowRow | undefined> {
  const [found] = await rows<WorkflowRow>(reader, sql`select ${columns} from workflows.workflows w where w.id = ${id}::uuid`)
  return found
}

/** Locks a workflow against every other change of it; enrolment takes a shared lock of the same row. */
export async function lockWorkflow(tx: Tx, id: string): Promise<WorkflowRow | undefined> {
  const [found] = await rows<WorkflowRow>(tx, sql`select ${columns} from workflows.workflows w where w.id = ${id}::uuid for no key update`)
  return found
}

export async function insertWorkflow(
  tx: Tx,
  made: {
    id: string
    key: string
    name: string
    subjectType: string
    draft: unknown
    layout: unknown
    rules: {
      reEntry: string
      cooldownDays: number
      mutexGroup: string | null
      onConflict: string
      maxLive: number | null
      sendingCapPerMinute: number | null
    }
    by: string
    at: Date
  },
): Promise<void> {
  const { rules } = made
  await rows(
    tx,
    sql`with made as (
          insert into workflows.workflows (id, key, name, subject_type, draft, draft_layout, re_entry, cooldown_days, mutex_group, on_conflict, max_live,
            sending_cap_per_minute, created_at, created_by, updated_at)
          values (${made.id}::uuid, ${made.key}, ${made.name}, ${made.subjectType}, ${json(made.draft)}, ${json(made.layout)}, ${rules.reEntry}, ${rules.cooldownDays},
            ${rules.mutexGroup}, ${rules.onConflict}, ${rules.maxLive}, ${rules.sendingCapPerMinute}, ${instant(made.at)}, ${made.by}, ${instant(made.at)})
          returning id, draft_revision, draft, draft_layout)
        insert into workflows.draft_history (workflow_id, revision, draft, layout, saved_by, saved_at)
        select id, draft_revision, draft, draft_layout, ${made.by}::text, ${instant(made.at)} from made`,
  )
}

/** Saves the draft if, and only if, it still has this revision, keeps it in the history, and drops what is older than 50 drafts. */
export async function saveDraftRow(
  tx: Tx,
  draft: { workflowId: string; revision: number; draft: unknown; layout: unknown; name: string | null; by: string; at: Date },
): Promise<number | undefined> {
  const [saved] = await rows<{ revision: number }>(
    tx,
    sql`with saved as (
          update workflows.workflows w set draft = ${json(draft.draft)}, draft_layout = ${json(draft.layout)}, draft_revision = w.draft_revision + 1,
            name = coalesce(${draft.name}::text, w.name), updated_at = ${instant(draft.at)}
          where w.id = ${draft.workflowId}::uuid and w.draft_revision = ${draft.revision} and w.status <> 'archived'
          returning w.id, w.draft_revision, w.draft, w.draft_layout),
        kept as (
          insert into workflows.draft_history (workflow_id, revision, draft, layout, saved_by, saved_at)
          select id, draft_revision, draft, draft_layout, ${draft.by}::text, ${instant(draft.at)} from saved),
        dropped as (
          delete from workflows.draft_history h using saved where h.workflow_id = saved.id and h.revision <= saved.draft_revision - 50)
        select draft_revision as revision from saved`,
  )
  return saved?.revision
}

export async function findDraft(
  reader: Reader,
  workflowId: string,
  revision: number,
): Promise<{ draft: unknown; layout: unknown } | undefined> {
  const [found] = await rows<{ draft: unknown; layout: unknown }>(
    reader,
    sql`select draft, layout from workflows.draft_history where workflow_id = ${workflowId}::uuid and revision = ${revision}`,
  )
  return found
}

export function pageWorkflows(
  reader: Reader,
  wanted: { status: string | undefined; subjectType: string | undefined; before: string | undefined; limit: number },
): Promise<WorkflowRow[]> {
  const status = wanted.status === undefined ? sql`true` : sql`w.status = ${wanted.status}`
  const subject = wanted.subjectType === undefined ? sql`true` : sql`w.subject_type = ${wanted.subjectType}`
  const before = wanted.before === undefined ? sql`true` : sql`w.id < ${wanted.before}::uuid`
  return rows<WorkflowRow>(
    reader,
    sql`select ${brief} from workflows.workflows w where ${status} and ${subject} and ${before} order by w.id desc limit ${wanted.limit}`,
  )
}

/** Sets the state of a workflow; the caller holds its lock. */
export async function setStatus(
  tx: Tx,
  id: string,
  set: { status: string; activeVersion: number | null; pausedAt: Date | null; resumedAt?: Date | undefined; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`update workflows.workflows set status = ${set.status}, active_version = ${set.activeVersion}::int, paused_at = ${instant(set.pausedAt)},
          resumed_at = coalesce(${instant(set.resumedAt ?? null)}, resumed_at), updated_at = ${instant(set.at)}
        where id = ${id}::uuid`,
  )
}

/** Writes the entry rules if, and only if, they still have this revision. */
export async function setRules(
  tx: Tx,
  id: string,
  rules: {
    reEntry: string
    cooldownDays: number
    mutexGroup: string | null
    onConflict: string
    maxLive: number | null
    sendingCapPerMinute: number | null
    revision: number
    at: Date
  },
): Promise<WorkflowRow | undefined> {
  const [set] = await rows<WorkflowRow>(
    tx,
    sql`update workflows.workflows w set re_entry = ${rules.reEntry}, cooldown_days = ${rules.cooldownDays}, mutex_group = ${rules.mutexGroup}::text,
          on_conflict = ${rules.onConflict}, max_live = ${rules.maxLive}::int, sending_cap_per_minute = ${rules.sendingCapPerMinute}::int,
          rules_revision = w.rules_revision + 1, updated_at = ${instant(rules.at)}
        where w.id = ${id}::uuid and w.rules_revision = ${rules.revision} and w.status <> 'archived' returning ${columns}`,
  )
  return set
}

/** How many runs of a workflow are not finished, counted up to a bound. */
export async function countLiveRuns(reader: Reader, workflowId: string, upTo: number): Promise<number> {
  const [counted] = await rows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from (select 1 from workflows.runs where workflow_id = ${workflowId}::uuid and state <> 'finished' limit ${upTo}) live`,
  )
  return counted?.n ?? 0
}

/** What workflows start as sub-workflows, by their active versions. Drafts and archived ones are absent. */
export function findChildren(reader: Reader, ids: readonly string[]): Promise<{ id: string; subject_type: string; children: string[] }[]> {
  return rows<{ id: string; subject_type: string; children: string[] }>(
    reader,
    sql`select w.id, w.subject_type, jsonb_path_query_array(v.program, '$.nodes.* ? (@.type == "sub-workflow").data.workflowId') as children
        from workflows.workflows w join workflows.versions v on v.workflow_id = w.id and v.n = w.active_version
        where w.id = any(${uuids(ids)})`,
  )
}

/** Workflows whose active version starts one of these. */
export async function findParents(reader: Reader, ids: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select w.id from workflows.workflows w join workflows.versions v on v.workflow_id = w.id and v.n = w.active_version
        where jsonb_path_query_array(v.program, '$.nodes.* ? (@.type == "sub-workflow").data.workflowId') ?| ${texts(ids)} order by w.id`,
  )
  return found.map(({ id }) => id)
}
