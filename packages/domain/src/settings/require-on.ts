import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import type { DeclaredFlag } from './define-flag.ts'
import { readFlag } from './read-flag.ts'

/** Refuses what an administrator, or an emergency session, has stopped. */
export async function requireOn(ctx: Ctx | TxCtx, flag: DeclaredFlag): Promise<void> {
  if (!(await readFlag(ctx, flag))) throw fail('settings.stopped', { flag: flag.key })
}
