import { createFaults } from '../sandbox/faults.ts'

/** Faults of the write-once folder that stands in for a bucket with object lock. */
export const createAuditStoreFaults = () =>
  createFaults({
    'timeout-after-write': 'the object is written, the answer is lost',
    'exists-equal': 'another writer was first with the same content (412)',
    'exists-different': 'another writer was first with other content (412)',
    unavailable: 'the store answers 503',
    'partial-upload': 'the connection breaks half-way; no object appears',
  })
export type AuditStoreFaults = ReturnType<typeof createAuditStoreFaults>
export type AuditStoreFault = keyof AuditStoreFaults['catalogue']
