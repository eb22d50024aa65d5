import type { TrialBalance } from '@mas/contracts/ledger'
import { trialBalance as find } from '@mas/db/ledger'
import type { Ctx, TxCtx } from '@mas/kernel'
import { requirePast } from './instant-rules.ts'
import { readerOf } from './reader-of.ts'

interface TrialInput {
  readonly unit: string
  readonly at?: Date | undefined
  /** Which time `at` means; business time also counts what is posted later about the time before. */
  readonly by?: 'posted' | 'occurred'
}

/** Every account of a unit added up by owner and name. Of one domain alone the total need not be zero. */
export async function trialBalanceOf(
  ctx: Ctx | TxCtx,
  { unit, at = ctx.clock.now(), by = 'posted' }: TrialInput,
  domain?: string,
): Promise<TrialBalance> {
  requirePast(at, ctx.clock.now())
  const lines = await find(readerOf(ctx), { unit, at, by, domain })
  return { unit, at: at.toISOString(), by, lines, total: lines.reduce((sum, line) => sum + line.available + line.held, 0) }
}

/** Query: the domain's own accounts of a unit. */
export function trialBalance(domain: string, ctx: Ctx | TxCtx, input: TrialInput): Promise<TrialBalance> {
  return trialBalanceOf(ctx, input, domain)
}
