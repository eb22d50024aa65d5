import { fail } from '@mas/kernel'

const printable = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/

/** The caller's `Idempotency-Key`: the same key and body answer the first result and do nothing again. */
export function requestKeyOf(header: string | null): string | undefined {
  if (header === null) return undefined
  if (!printable.test(header))
    throw fail('request.invalid', { issues: [{ path: ['idempotency-key'], message: '1 to 200 printable ASCII characters' }] })
  return header
}
