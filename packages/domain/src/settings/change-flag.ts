import { FlagRule, settingsChanged, type FlagOutcomeOfChange } from '@mas/contracts/settings'
import {
  dropOverride,
  findFlagRow,
  findOverride,
  insertChanges,
  moveFlag,
  putOverride,
  replaceRules,
  setKilled,
  type FlagRow,
  type ProposalRow,
} from '@mas/db/settings'
import { emit, fail, newId, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { record } from '../audit/index.ts'
import { personOf, requireFresh } from './access.ts'
import type { DeclaredFlag } from './define-flag.ts'
import { propose } from './propose.ts'
import { requireRules, rulesOf } from './flag-rule-check.ts'

/** What a change does to a flag; `value` of a proposal is the body. */
export type FlagStep =
  | { readonly kind: 'rules'; readonly body: { readonly rules: readonly FlagRule[] } }
  | { readonly kind: 'override'; readonly body: { readonly userId: string; readonly value: boolean | null; readonly until: string | null } }
  | { readonly kind: 'kill'; readonly body: Record<string, never> }
  | { readonly kind: 'lift'; readonly body: Record<string, never> }

const bodies = {
  rules: z.strictObject({ rules: z.array(FlagRule) }),
  override: z.strictObject({ userId: z.uuid(), value: z.boolean().nullable(), until: z.string().nullable() }),
  lift: z.strictObject({}),
} as const

interface Wanted {
  readonly action: string
  readonly flag: DeclaredFlag
  readonly step: FlagStep
  readonly baseVersion?: number
  readonly reason: string
}

/** A change of a flag on its way: a four-eyes flag waits for a second administrator. The caller holds the revision. */
export async function submitFlagChange(t: TxCtx, { action, flag, step, baseVersion, reason }: Wanted): Promise<FlagOutcomeOfChange> {
  const row = await findFlagRow(t.tx, flag.key)
  const version = row?.version ?? 0
  if (baseVersion !== undefined && baseVersion !== version) throw fail('settings.stale', { version })
  const risk = flag.risk ?? 'free'
  requireFresh(t, risk)
  const answer = { flag: flag.key, version, changeId: null, proposalId: null, expiresAt: null }
  if (risk === 'four-eyes') {
    const wanted = { action, key: flag.key, scope: 'global', kind: step.kind, value: step.body, set: true, baseVersion: version }
    const proposal = await propose(t, { ...wanted, effectiveFrom: null, reason })
    return { ...answer, state: 'proposed', proposalId: proposal.id, expiresAt: proposal.expiresAt.toISOString() }
  }
  const changeId = await applyFlagStep(t, { action, flag: flag.key, row, step, reason, by: personOf(t), approvedBy: null })
  return { ...answer, state: 'applied', version: version + 1, changeId }
}

/** Does what was proposed for a flag, held against what is known today. */
export async function settleFlagProposal(
  t: TxCtx,
  one: Pick<ProposalRow, 'key' | 'value' | 'reason' | 'proposedBy'> & {
    readonly kind: 'rules' | 'override' | 'lift'
    readonly action: string
    readonly approvedBy: string
  },
): Promise<string> {
  const step = stepOf(one.kind, one.value)
  if (step.kind === 'rules') await requireRules(t, step.body.rules)
  const row = await findFlagRow(t.tx, one.key)
  return applyFlagStep(t, { ...one, flag: one.key, row, step, by: one.proposedBy })
}

function stepOf(kind: 'rules' | 'override' | 'lift', body: unknown): FlagStep {
  switch (kind) {
    case 'rules':
      return { kind, body: bodies.rules.parse(body) }
    case 'override':
      return { kind, body: bodies.override.parse(body) }
    case 'lift':
      bodies.lift.parse(body)
      return { kind, body: {} }
  }
}

/** Writes one step with history, audit and event; the database moves the revision. */
export async function applyFlagStep(
  t: TxCtx,
  one: {
    readonly action: string
    readonly flag: string
    readonly row: FlagRow | undefined
    readonly step: FlagStep
    readonly reason: string
    readonly by: string
    readonly approvedBy: string | null
  },
): Promise<string> {
  const { action, flag, row, step, reason, by, approvedBy } = one
  const [now, baseVersion] = [t.clock.now(), row?.version ?? 0]
  const id = newId(now.getTime())
  const before = await stateBefore(t, flag, row, step)
  const after = step.kind === 'kill' || step.kind === 'lift' ? { killed: step.kind === 'kill' } : step.body
  const change = { id, key: flag, scope: 'global', kind: step.kind, old: before, oldSet: true, new: after, newSet: true }
  if ((await insertChanges(t.tx, [{ ...change, baseVersion, reason, by, approvedBy }], now)) !== 1) throw fail('settings.stale')
  if (!(await moveFlag(t.tx, flag, baseVersion))) throw fail('settings.stale', { version: baseVersion })
  await write(t, flag, step, { by, reason, now })
  await record(t, {
    action,
    subject: { type: 'flag', id: flag },
    before,
    after: { ...after, ...(approvedBy !== null && { approvedBy }) },
    reason,
  })
  await emit(t, settingsChanged, { key: flag, scope: 'global', version: baseVersion + 1, changeId: id })
  return id
}

async function write(
  t: TxCtx,
  flag: string,
  step: FlagStep,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<void> {
  switch (step.kind) {
    case 'rules': {
      const rules = step.body.rules.map(({ match, outcome }) => ({
        id: newId(now.getTime()),
        match,
        outcome: typeof outcome === 'string' ? outcome : ('percent' as const),
        percentBp: typeof outcome === 'string' ? null : outcome.percentBp,
      }))
      return replaceRules(t.tx, flag, rules)
    }
    case 'override': {
      const { userId, value, until } = step.body
      if (value === null) return dropOverride(t.tx, flag, userId)
      return putOverride(t.tx, { flag, userId, value, until: until === null ? null : new Date(until), by, at: now })
    }
    case 'kill':
      return void (await setKilled(t.tx, flag, { at: now, by, reason }))
    case 'lift':
      return void (await setKilled(t.tx, flag, null))
  }
}

async function stateBefore(t: TxCtx, flag: string, row: FlagRow | undefined, step: FlagStep): Promise<Record<string, unknown>> {
  if (step.kind === 'rules') return { rules: row === undefined ? [] : rulesOf(row) }
  if (step.kind !== 'override') return { killed: row?.killedAt !== null && row !== undefined }
  const before = await findOverride(t.tx, flag, step.body.userId)
  return { userId: step.body.userId, value: before?.value ?? null, until: before?.until?.toISOString() ?? null }
}
