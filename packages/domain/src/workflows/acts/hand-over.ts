import { effectRank, type EffectKind, type EffectState } from '@mas/contracts/workflows'
import { insertEffect } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import type { ActOrder, ActType } from '../engine/settlement.ts'

/** Puts a hand-over on record, in the transaction that makes it. */
export async function handOver<T extends ActType>(
  t: TxCtx,
  { key, origin }: ActOrder<T>,
  kind: EffectKind,
  facts: {
    readonly targetRef: string | null
    readonly state?: EffectState
    readonly requestHash?: string
    readonly deferredUntil?: Date
    readonly reason?: string
  },
): Promise<void> {
  const { state = 'handed', ...rest } = facts
  await insertEffect(t.tx, { ...origin, key, kind, state, rank: effectRank[state], ...rest }, t.clock.now())
}
