import { ChainFault } from '@mas/contracts/audit'
import { healthRow } from '@mas/db/audit'
import type { Ctx } from '@mas/kernel'
import { lateAfterMs } from './anchor-rules.ts'

export interface AuditHealth {
  readonly ok: boolean
  /** For operators: what the newest verification of all chains found, and how many anchors are late. */
  readonly fault: ChainFault | null
  readonly lateAnchors: number
}

/** For the detail of `/readyz`: red while the newest run found a fault or an anchor is late. The product keeps running. */
export async function auditHealth(ctx: Pick<Ctx, 'db' | 'clock'>): Promise<AuditHealth> {
  const row = await healthRow(ctx.db, new Date(ctx.clock.now().getTime() - lateAfterMs))
  const fault = row.first_fault === null ? null : ChainFault.parse(row.first_fault)
  return { ok: fault === null && row.late === 0, fault, lateAnchors: row.late }
}
