import type { Db, Tx } from './context.ts'

/** One queue as its monitor last counted it (every few seconds). */
export interface QueueState {
  readonly name: string
  readonly ready: number
  readonly deferred: number
  readonly active: number
  /** Failed jobs that are still kept. */
  readonly failed: number
  /** How long the oldest ready job waits, in seconds; null when none does or nobody counted yet. */
  readonly oldestReadySeconds: number | null
  readonly countedAt: Date | null
}
export interface ScheduleState {
  readonly name: string
  readonly cron: string
  /** IANA zone. */
  readonly zone: string
}
/** A job that gave up: what it was, why, and since when it waits for somebody. */
export interface DeadLetter {
  /** Id in the dead-letter queue. */
  readonly id: string
  readonly job: string
  readonly payload: unknown
  /** Code of the refusal or fault of the last try; null when the worker died in every try. */
  readonly code: string | null
  readonly tries: number
  readonly since: Date
}
export interface RedriveWanted {
  /** Only jobs of this queue. */
  readonly job?: string
  /** Only these dead letters. */
  readonly ids?: readonly string[]
  /** So many at the most; by default 1,000. */
  readonly limit?: number
}

/** What operators see of the job library and do with it. */
export interface QueueOps {
  queues(): Promise<readonly QueueState[]>
  schedules(): Promise<readonly ScheduleState[]>
  /** When the oldest job of a queue that waits or runs could begin; null where there is none that could have begun by `by`. */
  oldestSince(db: Db, queue: string, by: Date): Promise<Date | null>
  /** Oldest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>
  /** Sends jobs back to where they came from, with all their tries, when the transaction commits; answers how many. */
  redrive(tx: Tx, wanted: RedriveWanted): Promise<number>
}
