import type { TxCtx } from '@mas/kernel'
import { record, requireReason } from './record.ts'

/** Part: ends the confidentiality of a case. Entries whose `decision.confidential` names it appear in `listMyHistory` from now on. */
export async function releaseCase(t: TxCtx, caseId: string, reason: string): Promise<void> {
  await record(t, { action: 'audit.release-case', subject: { type: 'audit-case', id: caseId }, reason: requireReason(reason) })
}
