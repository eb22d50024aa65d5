import type { EntryRules, WorkflowSummary } from '@mas/contracts/workflows'
import { EntryRules as Rules, OnConflict, ReEntry, SubjectType, WorkflowStatus } from '@mas/contracts/workflows'
import type { WorkflowRow } from '@mas/db/workflows'
import type { z } from 'zod'

export function summaryOf(row: WorkflowRow): z.input<typeof WorkflowSummary> {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    subjectType: SubjectType.parse(row.subject_type),
    status: WorkflowStatus.parse(row.status),
    activeVersion: row.active_version,
    lastVersion: row.last_version,
    draftRevision: row.draft_revision,
    pausedAt: row.paused_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

export function rulesOf(row: WorkflowRow): EntryRules {
  return Rules.parse({
    reEntry: ReEntry.parse(row.re_entry),
    cooldownDays: row.cooldown_days,
    mutexGroup: row.mutex_group,
    onConflict: OnConflict.parse(row.on_conflict),
    maxLive: row.max_live,
    sendingCapPerMinute: row.sending_cap_per_minute,
  })
}

/** Rules of a workflow nobody has set any for. */
export const defaultRules: EntryRules = {
  reEntry: 'never',
  cooldownDays: 30,
  mutexGroup: null,
  onConflict: 'refuse',
  maxLive: null,
  sendingCapPerMinute: null,
}
