import { extendLot as write } from '@mas/db/ledger'
import { actorKey, type TxCtx } from '@mas/kernel'
import { settled } from './settled.ts'
import { bodyHash } from './transaction-head.ts'

/**
 * Part: lets a lot live longer; null for ever. Never shortens: where the lot already lives longer its expiry stays,
 * and the answer says which is in force.
 */
export async function extendLot(
  domain: string,
  t: TxCtx,
  input: { key: string; lotId: string; expiresAt: Date | null },
): Promise<{ lotId: string; expiresAt: Date | null }> {
  const { key, lotId, expiresAt: after } = input
  const extension = {
    key: `${domain}:${key}`,
    body_hash: bodyHash([lotId, after]),
    lot_id: lotId,
    after,
    extended_at: t.clock.now(),
    actor: actorKey(t.actor),
  }
  const answer = settled(await write(t.tx, extension, domain))
  return { lotId, expiresAt: answer.expiresAt === null ? null : new Date(answer.expiresAt) }
}
