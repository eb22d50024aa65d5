import type { AuditStream } from '@mas/contracts/audit'

/** Number of each named stream's own chain; the migrations hold one row for each. */
export const streamChains: Readonly<Record<AuditStream, number>> = { gst: 100, 'break-glass': 101 }
