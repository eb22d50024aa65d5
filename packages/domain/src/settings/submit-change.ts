import type { ChangeKind, ChangeOutcome, SettingScope } from '@mas/contracts/settings'
import { insertScheduled } from '@mas/db/settings'
import { enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { personOf, requireFresh } from './access.ts'
import { applyChanges } from './apply-changes.ts'
import { requireVersion } from './begin-change.ts'
import type { DeclaredSetting } from './define.ts'
import { settingsJobs } from './jobs.ts'
import { propose } from './propose.ts'
import { issuesOf } from './value-rules.ts'

export interface Wanted {
  readonly action: string
  readonly type: DeclaredSetting
  readonly scope: SettingScope
  readonly value: unknown
  readonly set: boolean
  readonly baseVersion: number
  readonly kind: Extract<ChangeKind, 'set' | 'revert' | 'import'>
  readonly reason: string
  /** Later than now, or at once. */
  readonly effectiveFrom: Date | null
}

/** One change on its way: in force at once, planned, or proposed, as risk and instant say. The caller holds the revision. */
export async function submitChange(t: TxCtx, wanted: Wanted): Promise<ChangeOutcome> {
  const { type, scope, value, set, baseVersion } = wanted
  requireScope(type, scope)
  if (set) requireFitting(type, value)
  const risk = type.risk ?? 'free'
  requireFresh(t, risk)
  const version = await requireVersion(t, type.key, scope, baseVersion)
  const answer = { key: type.key, scope, value: asJson(set ? value : type.default), version, changeId: null, proposalId: null }
  if (risk === 'four-eyes') {
    const proposal = await propose(t, { ...wanted, key: type.key })
    return { ...answer, state: 'proposed', proposalId: proposal.id, effectiveFrom: null, expiresAt: proposal.expiresAt.toISOString() }
  }
  const decided = { ...wanted, by: personOf(t), approvedBy: null }
  return { ...answer, ...(await settleChange(t, decided)), expiresAt: null }
}

/** Brings a decided change into force now, or plans it. */
export async function settleChange(
  t: TxCtx,
  decided: Wanted & { readonly by: string; readonly approvedBy: string | null },
): Promise<Pick<ChangeOutcome, 'state' | 'changeId' | 'version' | 'effectiveFrom'>> {
  const { action, effectiveFrom, type, scope, value, set, reason, by, approvedBy, baseVersion } = decided
  const now = t.clock.now()
  if (effectiveFrom === null || effectiveFrom <= now) {
    const [changeId = null] = await applyChanges(t, action, [decided])
    return { state: 'applied', changeId, version: baseVersion + 1, effectiveFrom: now.toISOString() }
  }
  const id = newId(now.getTime())
  await insertScheduled(t.tx, { id, key: type.key, scope, value, set, reason, by, approvedBy, at: now, dueAt: effectiveFrom })
  await record(t, {
    action,
    subject: { type: 'setting', id: type.key },
    after: { value: set ? value : type.default, scope, dueAt: effectiveFrom.toISOString(), changeId: id },
    reason,
  })
  await enqueue(t, settingsJobs.applyScheduled, {}, { id, startAfter: effectiveFrom })
  return { state: 'scheduled', changeId: id, version: baseVersion, effectiveFrom: effectiveFrom.toISOString() }
}

export function requireScope(type: DeclaredSetting, scope: SettingScope): void {
  const kind = scope === 'global' ? 'global' : 'platform'
  if (!(type.scopes ?? ['global']).includes(kind))
    throw fail('settings.scope-refused', { key: type.key, scopes: type.scopes ?? ['global'] })
}

export function requireFitting(type: DeclaredSetting, value: unknown): void {
  const issues = issuesOf(type, value)
  if (issues.length > 0) throw fail('settings.invalid-value', { key: type.key, issues })
}

/** Values of settings are JSON: they came in, or were declared, through a schema and a size check that JSON passes. */
export function asJson(value: unknown): ChangeOutcome['value'] {
  return value as ChangeOutcome['value']
}
