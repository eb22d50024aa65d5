import { createHash } from 'node:crypto'
import type { Program } from '@mas/contracts/workflows'
import { canonicalJson } from '../../audit/index.ts'

/** SHA-256 of the canonical JSON (RFC 8785), hex: two programs that do the same have one hash, however they are drawn. */
export function programHash(program: Program): string {
  return createHash('sha256').update(canonicalJson(program)).digest('hex')
}
