import { createHash } from 'node:crypto'
import type { NodeDataOf } from '@mas/contracts/workflows'

/** 0 to 9,999: the same person falls into the same bucket of the same split for ever. */
export function splitBucket(workflowId: string, nodeId: string, entryKey: string): number {
  const digest = createHash('sha256').update(`${workflowId}:${nodeId}:${entryKey}`).digest()
  return digest.readUInt32BE(0) % 10_000
}

/** The arm a bucket falls into: weights add up in the order declared, the holdout last. */
export function armOf(bucket: number, { arms }: NodeDataOf<'split'>): string {
  let upTo = 0
  for (const { handle, weight } of arms) {
    upTo += weight
    if (bucket < upTo) return handle
  }
  return 'holdout'
}
