import { createHash } from 'node:crypto'

/** What stands for an address in events and suppressions: SHA-256 of its normal form, hex. */
export function hashAddress(normalised: string): string {
  return createHash('sha256').update(normalised).digest('hex')
}
