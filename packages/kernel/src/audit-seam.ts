import type { Ctx, TxCtx } from './context.ts'
import type { VerbMeta } from './verb.ts'

/** Keys of the audit log. Pure computing: usable inside transactions. */
export interface AuditKeys {
  /** A data key made unreadable for whoever has the database only; bound to its subject. */
  wrap(dataKey: Uint8Array, subjectId: string): Uint8Array
  /** Undefined where it was wrapped for another subject, altered, or under a root secret that is gone. */
  unwrap(wrapped: Uint8Array, subjectId: string): Uint8Array | undefined
  /** Ed25519, under the newest root secret. */
  sign(message: string): Uint8Array
  /** Which root secret signs now; stored with each signature. */
  readonly version: number
  /** SPKI DER, base64; undefined where the root secret of that version is not configured. */
  publicKey(version: number): string | undefined
}

/** Where the kernel tells the audit log what no verb can record by itself. The audit domain implements it. */
export interface AuditSeam {
  readonly keys: AuditKeys
  /** A known caller was refused by the permission table: one entry, in its own transaction. */
  refused(ctx: Ctx, verb: VerbMeta): Promise<void>
  /** A verb was used; recorded where the caller's every use is (administrators, impersonation). */
  used(ctx: Ctx | TxCtx, verb: VerbMeta): Promise<void>
}
