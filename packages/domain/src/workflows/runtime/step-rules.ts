import type { Ctx, TxCtx } from '@mas/kernel'
import { readSettings } from '../../settings/index.ts'
import type { AdvanceInput } from '../engine/state.ts'
import { stepSettings } from './settings.ts'

/** What operators set and every step goes by: calendars, business hours, patience with unknown outcomes. */
export async function stepRules(ctx: Ctx | TxCtx): Promise<Pick<AdvanceInput, 'rules' | 'doubtMs'>> {
  const { doubtHours, holidays, businessHours } = await readSettings(ctx, stepSettings)
  const closed = new Map(Object.entries(holidays).map(([calendar, days]) => [calendar, new Set(days)]))
  return { rules: { holidays: (calendar) => closed.get(calendar) ?? noDays, businessHours }, doubtMs: doubtHours * 3_600_000 }
}
const noDays: ReadonlySet<string> = new Set()
