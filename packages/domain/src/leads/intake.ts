import type { TxCtx } from '@mas/kernel'
import type { Arrival, IntakeOptions, IntakeResult } from './intake-model.ts'

export type { Arrival, ArrivalFields, ArrivalPhone, IntakeBefore, IntakeColumn, IntakeOptions, IntakeResult } from './intake-model.ts'

/**
 * Part: takes arrivals in, in their order; answers one result for each, in the same order. N arrivals in one call give exactly what
 * N calls with one would give. Everything is written in the caller's transaction.
 */
export declare function intakeMany(t: TxCtx, arrivals: readonly Arrival[], options: IntakeOptions): Promise<IntakeResult[]>
