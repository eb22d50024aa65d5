import type { Scope } from '@mas/contracts/access'
import type { Platform } from '@mas/contracts/core'
import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Infra } from './infra.ts'
import type { Log } from './log.ts'
import type { SettingsPin } from './settings-seam.ts'

/**
 * Types that live above the kernel: `packages/db` registers its client and transaction here by declaration merging,
 * so that `ctx.db` and `t.tx` are typed without the kernel knowing Drizzle.
 */
// eslint-disable-next-line typescript/no-empty-object-type -- filled by declaration merging
export interface Registered {}
export type Db = Registered extends { db: infer D } ? D : never
export type Tx = Registered extends { tx: infer T } ? T : never

/** What a domain needs from the outside world; each domain adds its ports here by declaration merging. */
// eslint-disable-next-line typescript/no-empty-object-type -- filled by declaration merging
export interface Ports {}

interface Caller {
  readonly actor: Actor
  readonly platform: Platform
  readonly requestId: string
  readonly clock: Clock
  readonly log: Log
  readonly infra: Infra
  /** Network facts of the caller, for throttles and logs; absent for jobs. */
  readonly client?: {
    readonly ip: string
    readonly userAgent: string
    /** What the caller's device calls itself (`x-device-id`): tells anonymous callers apart, proves nothing. */
    readonly deviceId?: string
  }
  /** How far the caller's grant for the verb at work reaches; set by the kernel after it authorized. */
  readonly grant?: readonly Scope[]
  /** The settings this verb, or this transaction outside one, reads; set by the kernel when it starts. */
  readonly settings?: SettingsPin
}

/** What a verb gets: may read, may call ports, may open one transaction. */
export interface Ctx extends Caller {
  readonly db: Db
  readonly ports: Ports
  /** `Idempotency-Key` of a mutating request: the same key and body answer the first result and do nothing again. */
  readonly requestKey?: string
  readonly signal?: AbortSignal
}

/**
 * What exists inside a transaction. It has no ports and no pool: calling a provider while locks are held, or
 * waiting for a second connection, does not compile.
 */
export interface TxCtx extends Caller {
  readonly tx: Tx
  readonly db?: never
  readonly ports?: never
}
