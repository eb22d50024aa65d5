import { anyDue, endScheduled, findValue, nextDue, type ScheduledRow } from '@mas/db/settings'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { SettingScope } from '@mas/contracts/settings'
import { record } from '../audit/index.ts'
import { applyChanges } from './apply-changes.ts'
import { beginChange } from './begin-change.ts'
import { find, type Declared } from './registry.ts'
import { issuesOf } from './value-rules.ts'

const action = 'settings.apply-scheduled'

/** Brings every change into force whose time has come, each in its own transaction, in the order of instants and of changes. */
export async function applyScheduled(ctx: Ctx): Promise<void> {
  while (await anyDue(ctx.db, ctx.clock.now())) await inTx(ctx, applyNext)
}

/** The update of its state decides: it is applied once, however many workers look. */
async function applyNext(t: TxCtx): Promise<void> {
  await beginChange(t)
  const now = t.clock.now()
  const due = await nextDue(t.tx, now)
  if (due === undefined) return
  const declared = find(due.key, now)
  const obstacle = obstacleTo(declared, due)
  if (obstacle !== undefined || declared?.kind !== 'setting') {
    await endScheduled(t.tx, due.id, 'cancelled', now, obstacle ?? null)
    await record(t, {
      action,
      subject: { type: 'setting', id: due.key },
      after: { state: 'cancelled', changeId: due.id, why: obstacle },
      reason: due.reason,
    })
    t.log.warn('a planned change of a setting was cancelled', { key: due.key, why: obstacle })
    return
  }
  if ((await endScheduled(t.tx, due.id, 'applied', now, null)) === undefined) return
  const { type } = declared
  const { id, value, set, reason, by, approvedBy } = due
  const scope = SettingScope.parse(due.scope)
  const baseVersion = (await findValue(t.tx, type.key, scope))?.version ?? 0
  await applyChanges(t, action, [{ id, type, scope, value, set, baseVersion, kind: 'schedule', reason, by, approvedBy }])
}

/** A release since then may have taken the setting away or narrowed its bounds. */
function obstacleTo(declared: Declared | undefined, { set, value }: ScheduledRow): string | undefined {
  if (declared?.kind !== 'setting') return 'the setting is gone'
  return set && issuesOf(declared.type, value).length > 0 ? 'the value does not fit any more' : undefined
}
