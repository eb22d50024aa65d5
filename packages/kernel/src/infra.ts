import type { Auth } from './auth.ts'
import type { AuditSeam } from './audit-seam.ts'
import type { Ctx, Tx } from './context.ts'
import type { ErrorDetails } from './errors.ts'
import type { OutboxRow } from './events.ts'
import type { JobOptions, JobRow } from './jobs.ts'
import type { KeyRing } from './keys.ts'
import type { QueueOps } from './queue-ops.ts'
import type { SettingsSeam } from './settings-seam.ts'
import type { VerbMeta } from './verb.ts'

export interface Claim {
  readonly actor: string
  readonly verb: string
  readonly key: string
  readonly bodyHash: string
}

/** What a request with a key came to: its answer, or the refusal that was committed with its traces. */
export type Kept = { readonly answer?: unknown } | { readonly refused: { readonly code: string; readonly details: ErrorDetails } }

/** What the kernel asks of the plumbing. Everything that writes takes the caller's transaction. */
export interface Infra {
  readonly keys: KeyRing
  readonly auth: Auth
  /** Runs `work` in one transaction; retries serialization failures and deadlocks; maps constraints to codes. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Adds jobs of one queue; they exist when the transaction commits and wake a worker then. */
  sendJobs(tx: Tx, queue: string, jobs: readonly JobRow[], options: JobOptions): Promise<void>
  appendEvents(tx: Tx, events: readonly OutboxRow[]): Promise<void>
  /** True for the first caller of this pair, false for every later one. */
  consume(tx: Tx, eventId: string, subscriber: string): Promise<boolean>
  /** `fresh` when this request is the first with its key; otherwise the answer that the first one stored. */
  claimRequest(tx: Tx, claim: Claim): Promise<{ fresh: true } | { fresh: false; bodyHash: string; kept: Kept }>
  storeResponse(tx: Tx, claim: Claim, kept: Kept): Promise<void>
  /** Wakes everyone who watches `topic`, on every process, when the transaction commits. */
  notify(tx: Tx, topic: string): Promise<void>
  /** Throws `request.too-many` when the caller, or `by` where somebody is known better, is over the rate class. */
  takeRate(ctx: Ctx, verb: Pick<VerbMeta, 'rate'>, by?: string): Promise<void>
  readonly queueOps: QueueOps
  /** Absent only where no audit log is wired (tools without a database of the product). */
  readonly audit?: AuditSeam
  /** Absent where no cache of settings is kept (tools): every read then asks the database. */
  readonly settings?: SettingsSeam
  /** Counts events that the workflow engine lets go on purpose, for whoever watches the process; a second try counts again. */
  countDropped(reason: 'too-old' | 'too-deep' | 'mailbox-full', n?: number): void
  /** Spans and metrics around a verb. */
  observe<T>(verb: VerbMeta, ctx: Pick<Ctx, 'requestId' | 'actor'>, work: () => Promise<T>): Promise<T>
}
