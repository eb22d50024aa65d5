import type { Ctx } from '@mas/kernel'
import { verify, type VerifyResult } from './verify.ts'

/** Part, for restores: everything in the database. The stores may know of days that came after the backup, which is no fault of it. */
export function verifyRestored(ctx: Ctx): Promise<VerifyResult> {
  return verify(ctx, { kind: 'all', stores: false })
}
