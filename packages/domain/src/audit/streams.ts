import type { AuditStream } from '@mas/contracts/audit'

/** Number of each named stream's own chain; the migrations hold one row for each. */
export const streamChains: Readonly<Record<AuditStream, number>> = { gst: 100, 'break-glass': 101 }

/** Every chain there must be: one whose row is gone is a fault, not a chain less. */
export const everyChain: readonly number[] = [...Array.from({ length: 32 }, (_, no) => no), ...Object.values(streamChains)]
