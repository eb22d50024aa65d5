import type { ErrorKind } from '@mas/contracts/core'
import type { TxCtx } from '@mas/kernel'
import type { EffectKind, EffectState, NodeOf } from '@mas/contracts/workflows'
import type { AdvanceInput, Advanced, Json, Vars } from './state.ts'

/** What a step gave to its owner, as it goes on record in the statement that moves the run on. */
export interface HandOver {
  readonly kind: EffectKind
  /** Message, call, task or run of the owner. */
  readonly targetRef: string | null
  /** Absent: handed over and nothing more is known. */
  readonly state?: EffectState
  readonly requestHash?: string
  /** What is to be sent, kept until there is an answer: a repetition sends the very same. */
  readonly request?: Json
  readonly deferredUntil?: Date
  readonly reason?: string
}

/** What became of a step that calls another domain. */
export type Settlement =
  /** Done for this node. `handedOver`: something left the house, so look-back begins anew. */
  | {
      readonly kind: 'leave'
      readonly handle: string
      readonly trace?: Json
      readonly vars?: Vars
      readonly handedOver?: boolean
      readonly effect?: HandOver
      /** What the step wrote about the person, by field: whoever asks for one of these next has to read anew. */
      readonly wrote?: readonly string[] | 'anything'
    }
  /** Handed over; the outcome comes as news about the effect, at the latest at `until`. */
  | { readonly kind: 'await'; readonly until: Date | null; readonly trace?: Json; readonly effect?: HandOver }
  /** Not now: the pace of the workflow gives a later slot. Being late counts from there. */
  | { readonly kind: 'later'; readonly at: Date }
  /** Refused or broken. What can pass is tried again on the ladder; the rest takes `refused` where there is such an output. */
  | {
      readonly kind: 'error'
      readonly code: string
      readonly errorKind: ErrorKind
      readonly reason?: string
      readonly retryAfterMs?: number
    }

/** Moves a run on from a step that was carried out: pure, like `advance`. Leaves the next node to `carryOn`, or to the next claim. */
export type Settle = (input: AdvanceInput, settlement: Settlement) => Advanced

/** Types of nodes that call another domain. */
export type ActType =
  | 'send-email'
  | 'send-whatsapp'
  | 'send-sms'
  | 'ai-call'
  | 'update-field'
  | 'tag'
  | 'assign'
  | 'task'
  | 'call-webhook'
  | 'sub-workflow'

export interface ActOrder<T extends ActType> {
  readonly input: AdvanceInput
  readonly node: NodeOf<T>
  /** `wf:<run>:<node>:<epoch>`: the owner's dedupe key, so that the same step can never happen twice. */
  readonly key: string
  readonly origin: { readonly runId: string; readonly nodeId: string; readonly epoch: number }
}

/** Carries a step out inside the transaction that also moves the cursor. */
export type ActRun<T extends ActType> = (t: TxCtx, order: ActOrder<T>) => Promise<Settlement>
/** One file per type under `acts/`; a type without one is not in the catalogue. */
export type ActRegistry = { readonly [T in ActType]?: ActRun<T> }

export function effectKey(runId: string, nodeId: string, epoch: number): string {
  return `wf:${runId}:${nodeId}:${epoch}`
}

/** Reads a key back; undefined when it is not one of ours. */
export function parseEffectKey(key: string): { runId: string; nodeId: string; epoch: number } | undefined {
  const [, runId, nodeId, epoch] = /^wf:([0-9a-f-]{36}):([A-Za-z0-9_-]+):([0-9]+)$/.exec(key) ?? []
  return runId === undefined || nodeId === undefined ? undefined : { runId, nodeId, epoch: Number(epoch) }
}
