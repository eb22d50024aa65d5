import type { TxCtx } from '@mas/kernel'
import { intakeMany } from './intake.ts'
import type { Arrival, IntakeOptions, IntakeResult } from './intake-model.ts'

/** Part: takes one arrival in. The same (channel, sourceRef) twice is one intake and answers the first result. */
export async function ingest(t: TxCtx, arrival: Arrival, options: Partial<IntakeOptions> = {}): Promise<IntakeResult> {
  const [result] = await intakeMany(t, [arrival], { onMatch: 'fill-blank', announce: true, ...options })
  if (result === undefined) throw new Error('an intake answers one result for each arrival')
  return result
}
